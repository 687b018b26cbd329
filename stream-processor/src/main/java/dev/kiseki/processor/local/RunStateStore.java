package dev.kiseki.processor.local;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.proto.StoredRejection;
import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.StageEntry;
import dev.kiseki.store.key.StoreFamily;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.BatchingStateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The runs of one partition. The fold changes documents in memory; a commit writes each changed one
 * once, first to the changelog ({@link #beforeCommit}), then, after the input's offsets are
 * committed, to RocksDB together with the changelog's offset ({@link #commit}). So a crash at any
 * moment leaves RocksDB as it was after some commit, and the changelog at or ahead of it.
 *
 * <p>Methods are for the stream thread, except {@link #reader} and what it gives.
 */
public final class RunStateStore extends FlushedBeforeCommit {
  /** What a process that is killed in the middle of a restore restores again at most. */
  private static final long RESTORED_AT_ONCE = 32L << 20;

  /**
   * Fewer records at once are those of a standby that has caught up: it makes its indexes before it
   * is needed. A restore gets more, and its indexes wait for its end.
   */
  private static final int FOLLOWING = 500;

  private final String name;
  private final StoreLimits limits;
  private final RocksMemory memory;
  private final SearchMemory searchMemory;
  private final FoldMemory foldMemory;
  private final LongSupplier clock;
  private final Executor indexBuilds;
  private final StoreWatch watch;
  private final Uncommitted uncommitted;
  private final ForeignWrites foreign;
  private final Map<String, Flush.StageChange> stageChanges = new LinkedHashMap<>();

  private int partition = -1;
  private Families families;
  private FollowedAt followedAt;
  private IndexProgress indexes;
  private SearchMemory.Remembered remembered;
  private CommitBatch batch;
  private Pieces pieces;
  private Outbox outbox;
  private Purges purges;
  private Datasets datasets;
  private Rejections rejections;
  private Flush flush;
  private RunStateReader reader;

  private ExperimentStages stages = ExperimentStages.NONE;
  private long applied = -1;
  private long flushedApplied = -1;
  private long committedInput = -1;
  private long unloggedBytes;
  private boolean begun;
  private boolean unlogged;
  private boolean indexBuildAsked;

  /**
   * @param indexBuilds makes indexes that are not there, beside the fold
   * @param watch told when it is opened, folded and closed
   * @param guard what to do about others that write to the changelog
   */
  RunStateStore(
      String name,
      StoreLimits limits,
      RocksMemory memory,
      SearchMemory searchMemory,
      FoldMemory foldMemory,
      LongSupplier clock,
      Executor indexBuilds,
      StoreWatch watch,
      ChangelogGuard guard) {
    this.name = name;
    this.limits = limits;
    this.memory = memory;
    this.searchMemory = searchMemory;
    this.foldMemory = foldMemory;
    this.uncommitted = new Uncommitted(foldMemory);
    this.clock = clock;
    this.indexBuilds = indexBuilds;
    this.watch = watch;
    this.foreign = new ForeignWrites(guard);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    open(context.stateDir().toPath().resolve(name), new StreamsChangelog(name, context));
    partition = context.taskId().partition();
    watch.opened(partition, reader);
    context.register(root, (Restore) this::restore);
  }

  /** Opens or makes the store in a folder. */
  void open(Path directory, Changelog changelog) {
    families = new Families(directory, memory);
    followedAt = new FollowedAt(families, clock);
    followedAt.begin();
    indexes = new IndexProgress(families);
    indexBuildAsked = false;
    remembered = searchMemory.ofStore();
    batch =
        new CommitBatch(
            (key, value) -> {
              changelog.log(key, value);
              foreign.logged();
            },
            foldMemory);
    rejections = new Rejections(families, uncommitted, clock);
    WaitingBytes waiting = new WaitingBytes(families);
    pieces = new Pieces(families, run -> document(run).orElse(null));
    outbox =
        new Outbox(families, waiting, limits, clock, pieces, run -> document(run).orElse(null));
    purges = new Purges(families, outbox, rejections);
    datasets = new Datasets(families, foldMemory);
    flush = new Flush(families, batch, uncommitted, rejections, outbox, pieces, purges, datasets);
    reader =
        new RunStateReader(
            families,
            indexes,
            remembered,
            uncommitted,
            rejections,
            outbox,
            pieces,
            purges,
            new DatasetLookup(datasets.recent(), storedDatasets(families)));
  }

  private static DatasetLookup.Stored storedDatasets(Families families) {
    return new DatasetLookup.Stored() {
      @Override
      public byte[] get(byte[] key) {
        return families.get(StoreFamily.DATASETS, key);
      }

      @Override
      public void scan(byte[] prefix, BiPredicate<byte[], byte[]> visitor) {
        families.scan(StoreFamily.DATASETS, prefix, visitor);
      }
    };
  }

  /** Batches are what makes a restore fast. */
  interface Restore extends BatchingStateRestoreCallback {
    @Override
    void restoreAll(Collection<KeyValue<byte[], byte[]>> records);
  }

  /**
   * Takes records of the changelog. Past the write-ahead log, since the changelog has them: until
   * {@link #commit} has made files of them, the store's offset stays before them.
   */
  void restore(Collection<KeyValue<byte[], byte[]>> records) {
    if (records.isEmpty()) {
      return;
    }
    if (unloggedBytes == 0) {
      indexes.distrust();
    }
    indexes.lock.lock();
    try (WriteBatch restored = new WriteBatch()) {
      RestoredRuns runs = new RestoredRuns(families, indexes);
      for (KeyValue<byte[], byte[]> record : records) {
        runs.seen(record.key, record.value);
        CommitBatch.append(restored, families, record.key, record.value);
      }
      runs.appendTo(restored);
      unloggedBytes += restored.getDataSize();
      runs.write(restored, remembered);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't restore the state", e);
    } finally {
      indexes.lock.unlock();
    }
    if (records.size() < FOLLOWING) {
      buildIndexes();
    }
  }

  /** What is missing of them; at once nothing when they are there. */
  private void buildIndexes() {
    if (!indexBuildAsked && !indexes.complete()) {
      indexBuildAsked = true;
      indexBuilds.execute(new IndexBuild(families, indexes));
    }
  }

  /** The fold starts on what was stored and restored; before any other call of the fold. */
  public void begin() {
    watch.folding(partition);
    forgetUncommitted();
    byte[] stored = families.get(StoreFamily.META, MetaKey.applied());
    applied = stored == null ? -1 : MetaKey.offset(stored);
    flushedApplied = applied;
    ExperimentStages[] known = {ExperimentStages.NONE};
    families.scan(
        StoreFamily.META,
        MetaKey.stagePrefix(),
        (key, value) -> {
          known[0] = known[0].with(MetaKey.experiment(key), StageEntry.parse(value));
          return true;
        });
    stages = known[0];
    rejections.begin();
    outbox.begin(unloggedBytes == 0);
    pieces.begin();
    purges.begin();
    reader.settled(applied);
    reader.stages(stages);
    remembered.begin();
    foreign.begin(partition);
    begun = true;
    buildIndexes();
  }

  /** Offset of the last record judged; -1 = none. */
  public long applied() {
    return applied;
  }

  public ExperimentStages stages() {
    return stages;
  }

  /** The run as of now; a look-up in RocksDB unless it changed since the last commit. */
  public Optional<RunDocument> document(RunId run) {
    return reader.document(run);
  }

  public void put(RunDocument run) {
    uncommitted.put(run);
  }

  /** The run is gone: its document, its points, its place in the outbox and in the indexes. */
  public void purge(RunDocument run, long offset) {
    if (purgeOf(run.id()).isEmpty()) {
      purges.added();
    }
    uncommitted.purge(run.id(), PurgedRun.of(run, offset));
  }

  /**
   * Whether a run that is not there was removed for good by the record at this offset or by a later
   * one. Known until nothing of it is left in other stores, and longer than any earlier record of
   * it can be read again.
   */
  public boolean purgedFrom(RunId run, long offset) {
    Optional<PurgedRun> purged = purgeOf(run);
    return purged.isPresent() && purged.get().offset() >= offset;
  }

  private Optional<PurgedRun> purgeOf(RunId run) {
    Uncommitted.Purge recent = uncommitted.purgesToLog().get(run);
    return recent == null ? purges.of(batch, run) : Optional.of(recent.run());
  }

  /** Adds points to a run's pending ones. */
  public void add(RunId run, long offset, MetricColumns columns) {
    uncommitted.add(run, offset, columns);
  }

  /** A run of the experiment uses a data set; to be told before the run's document is put. */
  public void use(ExperimentId experiment, DatasetInput use) {
    datasets.add(experiment, use);
  }

  public void reject(StoredRejection rejection) {
    uncommitted.add(rejection);
  }

  /** Takes over the stages after a marker about this experiment. */
  public void stages(ExperimentStages next, ExperimentId experiment) {
    stages = next;
    next.of(experiment)
        .ifPresent(
            entry ->
                stageChanges.put(experiment.toString(), new Flush.StageChange(experiment, entry)));
    reader.stages(next);
  }

  /** Everything that the record at this offset changes was told to the store. */
  public void applied(long offset) {
    applied = offset;
    unlogged = true;
  }

  /** Whether so much waits that a commit should come before its time. */
  public boolean full() {
    return uncommitted.dirtyRuns() >= limits.dirtyRuns()
        || uncommitted.points() >= limits.pendingPoints()
        || foldMemory.scarce();
  }

  public RunStateReader reader() {
    return reader;
  }

  @Override
  void beforeCommit() {
    if (begun
        && (foreign.look()
            || unlogged
            || outbox.hasPromoted()
            || pieces.hasMerged()
            || purges.hasCleaned())) {
      foreign.repair(batch, families);
      flush.run(stageChanges, applied, committedInput);
      stageChanges.clear();
      flushedApplied = applied;
      unlogged = false;
    }
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    Long offset = changelogOffsets.isEmpty() ? null : changelogOffsets.values().iterator().next();
    if (offset == null) {
      // The changelog can't be trusted from where we are: restore from its beginning.
      batch.clear();
      families.remove(StoreFamily.META, MetaKey.changelogOffset());
      return;
    }
    if (unloggedBytes > 0) {
      if (!begun && unloggedBytes < RESTORED_AT_ONCE) {
        // In the middle of a restore, or of following as a standby: small files would cost more.
        return;
      }
      families.persist();
      indexes.trust();
      unloggedBytes = 0;
    }
    if (begun) {
      foreign.committed(offset);
    }
    byte[] known = families.get(StoreFamily.META, MetaKey.changelogOffset());
    if (batch.isEmpty() && known != null && MetaKey.offset(known) == offset) {
      followedAt.still();
      return;
    }
    OptionalLong waiting = begun ? OptionalLong.of(outbox.waitingBytes()) : OptionalLong.empty();
    batch.write(families, indexes, remembered, waiting, offset, followedAt);
    uncommitted.committed();
    datasets.committed();
    outbox.committed();
    purges.committed();
    committedInput = flushedApplied;
    reader.settled(flushedApplied);
  }

  @Override
  public Long committedOffset(TopicPartition changelog) {
    byte[] stored = families.get(StoreFamily.META, MetaKey.changelogOffset());
    return stored == null ? null : MetaKey.offset(stored);
  }

  @Override
  void forgetUncommitted() {
    begun = false;
    unlogged = false;
    committedInput = -1;
    stageChanges.clear();
    if (!batch.isEmpty()) {
      reader.incomplete();
    }
    batch.clear();
    uncommitted.clear();
    datasets.clear();
    outbox.clear();
    pieces.clear();
    purges.clear();
  }

  @Override
  public void close() {
    watch.closed(partition);
    if (families != null) {
      families.close();
      batch.clear();
      uncommitted.clear();
      datasets.clear();
    }
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  @SuppressWarnings("deprecation") // Kafka's own way to say so until it is always true.
  public boolean managesOffsets() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return families != null && families.isOpen();
  }
}
