package dev.kiseki.transport.catalog;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.wire.CatalogEventCodec;
import dev.kiseki.event.wire.UnreadableEventException;
import dev.kiseki.transport.WithService;
import dev.kiseki.transport.append.LogAppender;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.kafka.TopicAdmin;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tails catalog-events on a thread of its own and folds it. Starts from the newest snapshot, so
 * that starting costs the records since then.
 */
@WithService
public final class CatalogReplica implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CatalogReplica.class);

  /** Who appended a record asks for its outcome at once; each holds a catalog of its own. */
  private static final int REMEMBERED = 1_000;

  private static final long BARRIER_SECONDS = 5;

  private final KafkaSettings settings;
  private final TopicPartition partition;
  private final CatalogSnapshots snapshots;
  private final SnapshotWriting writing;
  private final ReadBarrier barrier;
  private final Thread thread;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private final TreeMap<Long, CatalogFold.Outcome> outcomes = new TreeMap<>();
  private final TreeMap<Long, CompletableFuture<CatalogFold.Outcome>> waiting = new TreeMap<>();
  private final TreeMap<Long, CompletableFuture<CatalogState>> reading = new TreeMap<>();
  private volatile CatalogState state = CatalogState.genesis();
  private volatile long applied = -1;
  private volatile boolean caughtUp;
  private volatile boolean closed;
  private volatile Consumer<byte[], byte[]> consumer;

  public CatalogReplica(KafkaSettings settings, TopicAdmin topics, LogAppender appender) {
    this.settings = settings;
    this.partition = new TopicPartition(settings.topics().catalogEvents(), 0);
    this.snapshots = new CatalogSnapshots(settings.topics().catalogSnapshots());
    this.writing = new SnapshotWriting(snapshots, appender);
    this.barrier = new ReadBarrier(() -> topics.endOffset(partition));
    this.thread = new Thread(this::run, "catalog-replica");
    thread.setDaemon(true);
    topics.ready().thenRun(thread::start);
  }

  /** The catalog as folded by now; may lack what another process was just told. */
  public CatalogState latest() {
    return state;
  }

  /** Offset of the last record folded; -1 = none. */
  public long applied() {
    return applied;
  }

  /**
   * The catalog with everything that anybody was told before this call: asks for the end of the log
   * and waits until it is folded. Fails with TEMPORARILY_UNAVAILABLE when that takes more than 5 s.
   */
  public CompletionStage<CatalogState> current() {
    return barrier
        .end()
        .thenCompose(end -> stateAt(end - 1))
        .orTimeout(BARRIER_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            failure -> {
              throw TrackingException.unavailable(
                  "The catalog is not reachable at the moment. Repeat the request.");
            });
  }

  /** The verdict on the record at this offset, as soon as it is folded here. */
  public CompletableFuture<CatalogFold.Outcome> outcome(long offset) {
    synchronized (waiting) {
      CatalogFold.Outcome known = outcomes.get(offset);
      if (known != null) {
        return CompletableFuture.completedFuture(known);
      }
      return waiting.computeIfAbsent(offset, at -> new CompletableFuture<>());
    }
  }

  /** Calls back, on the replica's thread, after each batch of records that changed the catalog. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** What this waits for, for the readiness answer. */
  public Optional<String> waitingFor() {
    return caughtUp ? Optional.empty() : Optional.of("the catalog to be read");
  }

  private CompletableFuture<CatalogState> stateAt(long offset) {
    synchronized (waiting) {
      if (applied >= offset) {
        return CompletableFuture.completedFuture(state);
      }
      return reading.computeIfAbsent(offset, at -> new CompletableFuture<>());
    }
  }

  private void run() {
    while (!closed) {
      try (Consumer<byte[], byte[]> opened = open()) {
        consumer = opened;
        start(opened);
        while (!closed) {
          poll(opened);
        }
      } catch (WakeupException stopping) {
        return;
      } catch (KafkaException failure) {
        // The consumer repeats what can be repeated; what comes here needs a new one.
        log.warn("the catalog's consumer failed and is opened again", failure);
      }
    }
  }

  private Consumer<byte[], byte[]> open() {
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    config.put("client.id", "kiseki-catalog");
    config.put("auto.offset.reset", "earliest");
    config.put("enable.auto.commit", false);
    config.put("reconnect.backoff.max.ms", 500);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void start(Consumer<byte[], byte[]> opened) {
    if (applied < 0) {
      snapshots
          .load(opened)
          .ifPresent(
              snapshot -> {
                state = snapshot.state();
                applied = snapshot.offset();
                writing.began(snapshot.offset(), snapshot.keys());
              });
    }
    opened.assign(List.of(partition));
    opened.seek(partition, applied + 1);
    long end = opened.endOffsets(List.of(partition)).get(partition);
    while (!closed && applied + 1 < end) {
      poll(opened);
    }
    if (!caughtUp) {
      caughtUp = true;
      log.info(
          "catalog read: {} experiments, {} models, {} versions, offset {}",
          state.experiments(),
          state.registry().models(),
          state.registry().versions(),
          applied);
      listeners.forEach(Runnable::run);
    }
  }

  private void poll(Consumer<byte[], byte[]> opened) {
    boolean changed = false;
    for (ConsumerRecord<byte[], byte[]> record : opened.poll(Duration.ofSeconds(1))) {
      apply(record);
      changed = true;
    }
    if (changed) {
      listeners.forEach(Runnable::run);
      writing.offer(state, applied);
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    if (record.offset() <= applied) {
      return;
    }
    CatalogFold.Outcome outcome = fold(record);
    List<CompletableFuture<CatalogState>> readers;
    CompletableFuture<CatalogFold.Outcome> waiter;
    synchronized (waiting) {
      state = outcome.next();
      applied = record.offset();
      outcomes.put(record.offset(), outcome);
      if (outcomes.size() > REMEMBERED) {
        outcomes.pollFirstEntry();
      }
      waiter = waiting.remove(record.offset());
      var served = reading.headMap(record.offset(), true);
      readers = List.copyOf(served.values());
      served.clear();
    }
    if (waiter != null) {
      waiter.complete(outcome);
    }
    readers.forEach(reader -> reader.complete(outcome.next()));
  }

  private CatalogFold.Outcome fold(ConsumerRecord<byte[], byte[]> record) {
    try {
      CatalogEvent event = CatalogEventCodec.decode(record.value());
      return CatalogFold.apply(state, event, record.offset());
    } catch (UnreadableEventException unreadable) {
      log.error(
          "catalog record at offset {} can't be read and changes nothing: {}. Upgrade this service",
          record.offset(),
          unreadable.getMessage());
      return new CatalogFold.Outcome(
          state,
          Verdict.rejected(ErrorCode.INTERNAL_ERROR, "The record on the log can't be read."),
          Optional.empty());
    }
  }

  @Override
  @PreDestroy
  public void close() {
    closed = true;
    writing.close();
    Consumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
  }
}
