package dev.kiseki.processor;

import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.held.HistoryRoom;
import dev.kiseki.processor.held.LogEnd;
import dev.kiseki.processor.local.ChangelogGuard;
import dev.kiseki.processor.local.FoldMemory;
import dev.kiseki.processor.local.RocksMemory;
import dev.kiseki.processor.local.RunStateStoreBuilder;
import dev.kiseki.processor.local.SearchMemory;
import dev.kiseki.processor.local.Standstill;
import dev.kiseki.processor.local.StateDisk;
import dev.kiseki.processor.local.StoreLimits;
import dev.kiseki.processor.owner.Announcements;
import dev.kiseki.processor.owner.OwnerAnnouncer;
import dev.kiseki.processor.owner.StandbyAnnouncements;
import dev.kiseki.processor.owner.StandbyAnnouncer;
import dev.kiseki.processor.promote.HistoryMerger;
import dev.kiseki.processor.promote.HistorySettings;
import dev.kiseki.processor.promote.HistorySink;
import dev.kiseki.processor.promote.Merging;
import dev.kiseki.processor.promote.Promotion;
import dev.kiseki.processor.purge.Cleaner;
import dev.kiseki.processor.purge.OtherStore;
import dev.kiseki.processor.purge.PurgeSettings;
import dev.kiseki.processor.receipts.ReceiptPublisher;
import dev.kiseki.processor.serve.ShardServer;
import dev.kiseki.processor.stage.MarkerAppender;
import dev.kiseki.processor.stage.StageMarkers;
import dev.kiseki.processor.stage.StageSource;
import dev.kiseki.processor.standby.KafkaRunLog;
import dev.kiseki.processor.standby.StandbyPartitions;
import dev.kiseki.processor.topology.FoldCounters;
import dev.kiseki.processor.topology.RunTopology;
import dev.kiseki.store.key.StoreFamily;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream processor: folds the partitions that its group gives it, and serves them. Everything
 * it needs from outside comes through ports.
 */
public final class StreamProcessor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamProcessor.class);
  private static final long THREAD_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long DISK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);

  private final ProcessorSettings settings;
  private final KafkaConnection kafka;
  private final Ports ports;
  private final HeldPartitions partitions;
  private final KafkaRunLog runLog;
  private final Standstill standstill;
  private final StandbyPartitions standbys;
  private final ReceiptPublisher receipts;
  private final ShardServer server;
  private final Announcements announcements;
  private final StandbyAnnouncements standbyAnnouncements;
  private final StageMarkers stages;
  private final Promotion promotion;
  private final Merging merging;
  private final Cleaner cleaner;
  private final RocksMemory memory;
  private final FoldMemory foldMemory;
  private final FoldCounters counters = new FoldCounters();
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "stream-processor-start");
            thread.setDaemon(true);
            return thread;
          });

  private final IndexBuilds indexBuilds = new IndexBuilds();
  private final RestoreProgress restores = new RestoreProgress();
  private volatile KafkaStreams streams;
  private final StateDisk disk;
  private volatile String failure;

  /** What is awaited before anything is folded; null = nothing. */
  private volatile String awaited;

  private volatile boolean closed;

  /**
   * Everything outside.
   *
   * @param topicsReady completes once run-events is there; never fails
   * @param purged where runs that are removed for good have left something
   */
  public record Ports(
      CompletionStage<?> topicsReady,
      LogEnd logEnd,
      StageSource stages,
      MarkerAppender markers,
      OwnerAnnouncer owners,
      StandbyAnnouncer standbys,
      HistorySink history,
      HistoryMerger merger,
      List<OtherStore> purged) {}

  /** Listens for other services at once; folds after {@link #start}. */
  public StreamProcessor(ProcessorSettings settings, KafkaConnection kafka, Ports ports) {
    this.settings = settings;
    this.disk = new StateDisk(settings.stateDirectory());
    this.kafka = kafka;
    this.ports = ports;
    this.partitions = new HeldPartitions(ports.logEnd());
    this.runLog =
        new KafkaRunLog(
            kafka.runEvents(),
            RunTopology.changelog(kafka.applicationId(settings)),
            kafka.clientConfig());
    this.standbys = new StandbyPartitions(runLog);
    // Kafka may have heard the last of this process a heartbeat before it stood still.
    this.standstill = new Standstill(settings.sessionTimeout().multipliedBy(3).dividedBy(5));
    HistoryRoom room = new HistoryRoom(settings.waitingHistory());
    this.receipts = new ReceiptPublisher(partitions, room);
    this.memory = new RocksMemory(settings.memoryBytes());
    this.foldMemory = new FoldMemory(settings.uncommittedBytes());
    foldMemory.whenFull(this::pause, this::resume);
    this.server =
        new ShardServer(
            settings.shardBind(),
            settings.shardPort(),
            settings.scanThreads(),
            partitions,
            standbys,
            receipts);
    this.announcements = new Announcements(ports.owners(), endpoint());
    this.standbyAnnouncements = new StandbyAnnouncements(ports.standbys(), endpoint());
    standbys.listen(standbyAnnouncements);
    this.stages = new StageMarkers(ports.stages(), ports.markers(), System::currentTimeMillis);
    this.promotion =
        new Promotion(
            partitions,
            ports.history(),
            new HistorySettings(
                settings.historyInFlight(),
                HistorySettings.POINTS_AT_ONCE,
                settings.historySpread()),
            room,
            System::currentTimeMillis);
    this.cleaner =
        new Cleaner(
            partitions,
            ports.purged(),
            new PurgeSettings(PurgeSettings.IN_FLIGHT, settings.purgedRunsPerSecond()),
            System::currentTimeMillis);
    partitions.listen(announcements);
    partitions.listen(stages);
    partitions.listen(promotion);
    this.merging = new Merging(partitions, ports.merger(), System::currentTimeMillis);
    partitions.listen(cleaner);
  }

  /** Where other services reach this one, host:port. */
  public String endpoint() {
    return settings.shardHost() + ":" + server.port();
  }

  public FoldCounters counters() {
    return counters;
  }

  /** Records on the log that are not folded yet, as far as was seen in the last seconds. */
  public long lag() {
    return partitions.all().stream().mapToLong(HeldPartition::lag).sum();
  }

  /** Runs with points that are not in the history store yet. */
  public long waitingForHistory() {
    return partitions.all().stream().mapToLong(held -> held.reader().waiting()).sum();
  }

  /** Bytes of points that are not in the history store yet. */
  public long bytesWaitingForHistory() {
    return partitions.all().stream().mapToLong(held -> held.reader().waitingBytes()).sum();
  }

  /** Most bytes that may wait for the history store before no more metrics are accepted. */
  public long mostWaitingForHistory() {
    return settings.waitingHistory();
  }

  /** What was applied and is not committed. */
  public FoldMemory foldMemory() {
    return foldMemory;
  }

  /** Partitions whose searches read all runs because their indexes are still being made. */
  public long withoutIndexes() {
    return partitions.all().stream().filter(held -> !held.reader().indexed()).count();
  }

  /** Bytes of a family's state, roughly, over the partitions that are folded here. */
  public long stateBytes(StoreFamily family) {
    return partitions.all().stream().mapToLong(held -> held.reader().liveBytes(family)).sum();
  }

  /** Runs, roughly, of the partitions that are folded here. */
  public long runs() {
    return partitions.all().stream().mapToLong(held -> held.reader().approximateRuns()).sum();
  }

  /** How far the partitions are that this process gets the state of. */
  public RestoreProgress restores() {
    return restores;
  }

  /** Partitions that are folded and answered for here; none that has still to catch up. */
  public long served() {
    return partitions.served();
  }

  /** Partitions that are followed here, to answer searches while their owner is away. */
  public long followed() {
    return standbys.size();
  }

  public Merging merging() {
    return merging;
  }

  /** Runs that were removed for good and have left something in other stores. */
  public long waitingForRemoval() {
    return partitions.all().stream().mapToLong(held -> held.reader().purgesWaiting()).sum();
  }

  public Promotion promotion() {
    return promotion;
  }

  public Cleaner cleaner() {
    return cleaner;
  }

  /** Begins to fold as soon as Kafka and the topic are there; returns at once. */
  public void start() {
    receipts.start();
    promotion.start();
    merging.start();
    cleaner.start();
    ports.topicsReady().thenRun(this::runSoon);
  }

  private void runSoon() {
    if (!starter.isShutdown()) {
      starter.execute(this::runWhenDiskCanBeWritten);
    }
  }

  private void runWhenDiskCanBeWritten() {
    if (diskCanBeWritten()) {
      run();
    }
  }

  /**
   * Waits for it, for who cannot write its state must not be given partitions.
   *
   * @return false when everything is to end
   */
  private boolean diskCanBeWritten() {
    Optional<String> problem = disk.problem();
    problem.ifPresent(what -> log.error("nothing is folded here; waiting for {}", what));
    while (problem.isPresent()) {
      awaited = problem.get();
      LockSupport.parkNanos(this, DISK_AGAIN_NANOS);
      if (closed || Thread.interrupted()) {
        return false;
      }
      problem = disk.problem();
    }
    awaited = null;
    return true;
  }

  private synchronized void run() {
    if (closed) {
      return;
    }
    try {
      fold();
    } catch (RuntimeException | LinkageError e) {
      failure = "Kafka Streams could not be started: " + e;
      log.error("folding cannot start", e);
    }
  }

  private void fold() {
    StoreLimits limits =
        new StoreLimits(
            settings.dirtyRuns(),
            settings.uncommittedPoints(),
            settings.historyDelay(),
            settings.historyDelayEnded(),
            settings.historyPoints());
    KafkaStreams created =
        new KafkaStreams(
            RunTopology.of(
                kafka.runEvents(),
                new RunStateStoreBuilder(
                    RunTopology.STORE,
                    limits,
                    memory,
                    new SearchMemory(settings.searchMemoryBytes()),
                    foldMemory,
                    System::currentTimeMillis,
                    indexBuilds,
                    standbys,
                    guard()),
                partitions,
                counters),
            StreamsSettings.of(settings, kafka, settings.effectiveInstanceId(server.port())));
    created.setUncaughtExceptionHandler(this::failed);
    created.setStateListener(indexBuilds);
    created.setStandbyUpdateListener(standbys);
    created.setGlobalStateRestoreListener(restores);
    streams = created;
    created.start();
  }

  private ChangelogGuard guard() {
    return new ChangelogGuard(
        new ChangelogGuard.Reader() {
          @Override
          public long end(int partition) {
            return runLog.ends(partition).changelog();
          }

          @Override
          public List<byte[]> keys(int partition, long from, long to) {
            return runLog.changelogKeys(partition, from, to);
          }
        },
        settings.standbyReplicas() > 0,
        standstill);
  }

  /** Takes no more from the log; commits go on. */
  private void pause() {
    KafkaStreams running = streams;
    if (running != null) {
      running.pause();
    }
  }

  private void resume() {
    KafkaStreams running = streams;
    if (running != null) {
      running.resume();
    }
  }

  /** A thread that failed is replaced: it starts again from what was committed. */
  private StreamThreadExceptionResponse failed(Throwable problem) {
    Optional<String> broken =
        partitions.all().stream()
            .map(HeldPartition::broken)
            .filter(reason -> reason != null)
            .findFirst();
    if (broken.isPresent()) {
      failure = broken.get();
      log.error("folding has stopped: {}", failure);
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (StateDisk.isReasonOf(problem)) {
      awaited = "the disk of kiseki.processor.state-directory, " + settings.stateDirectory();
      log.error(
          "the state cannot be written; its partitions are left to their copies until it can",
          problem);
      comeBack();
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    log.error("a folding thread failed and is replaced", problem);
    LockSupport.parkNanos(this, THREAD_AGAIN_NANOS);
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** Folds anew, with a client of its own, once that one has ended and the disk can be written. */
  private void comeBack() {
    if (starter.isShutdown()) {
      return;
    }
    KafkaStreams failing = streams;
    starter.execute(
        () -> {
          // Each of its threads may have failed; the first one has made a new client.
          while (!closed && failing == streams) {
            if (failing.close(CLOSE_WITHIN)) {
              runWhenDiskCanBeWritten();
              return;
            }
            log.warn("Kafka Streams does not end, and nothing is folded here until it has");
          }
        });
  }

  /** What has to happen before it serves all it should; empty when it is ready. */
  public Optional<String> waitingFor() {
    if (failure != null) {
      return Optional.of(failure);
    }
    String missing = awaited;
    if (missing != null) {
      return Optional.of(missing);
    }
    KafkaStreams running = streams;
    if (running == null) {
      return Optional.of("topic " + kafka.runEvents() + " on Kafka");
    }
    if (running.state() != KafkaStreams.State.RUNNING) {
      return Optional.of("Kafka Streams: " + running.state());
    }
    List<String> behind =
        partitions.all().stream().map(HeldPartition::waitingFor).flatMap(Optional::stream).toList();
    return behind.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", behind));
  }

  /** Commits, then ends everything; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    starter.shutdownNow();
    promotion.close();
    merging.close();
    cleaner.close();
    if (streams != null && !streams.close(CLOSE_WITHIN)) {
      log.warn(
          "Kafka Streams did not end within {}; the next start folds some again", CLOSE_WITHIN);
    }
    indexBuilds.close();
    receipts.close();
    server.close();
    stages.close();
    announcements.close();
    standbyAnnouncements.close();
    runLog.close();
    standstill.close();
    partitions.close();
    if (streams == null || streams.state() == KafkaStreams.State.NOT_RUNNING) {
      memory.close();
    }
  }
}
