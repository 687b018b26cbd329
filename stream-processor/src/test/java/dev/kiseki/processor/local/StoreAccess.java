package dev.kiseki.processor.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KeyValue;

/** A store without Kafka: its changelog is a list, and each step of a commit is a call. */
public final class StoreAccess implements AutoCloseable {
  public static final TopicPartition CHANGELOG = new TopicPartition("changelog", 0);

  /** What a test stays below that is not about them. */
  public static final StoreLimits WIDE =
      new StoreLimits(1_000_000, 1_000_000, Duration.ofHours(1), Duration.ofHours(1), 1_000_000);

  static final long MOST_UNCOMMITTED = 100L << 20;

  private static final RocksMemory MEMORY = new RocksMemory(8 << 20);
  private static final SearchMemory DOCUMENTS = new SearchMemory(1 << 20);

  private final AtomicLong nanos = new AtomicLong();
  private final Standstill standstill = new Standstill(Duration.ofSeconds(4), nanos::get);
  private final FoldMemory memory = new FoldMemory(MOST_UNCOMMITTED);
  private final List<KeyValue<byte[], byte[]>> changelog;
  private final RunStateStore store;
  private int failAfter = Integer.MAX_VALUE;
  private int failAfterRemovals = Integer.MAX_VALUE;
  private int followed;

  private final class Reading implements ChangelogGuard.Reader {
    @Override
    public long end(int partition) {
      return changelog.size();
    }

    @Override
    public List<byte[]> keys(int partition, long from, long to) {
      return changelog.subList((int) from, (int) to + 1).stream().map(r -> r.key).toList();
    }
  }

  /** Nothing of it ran for so long. */
  void stoodStill(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** So much time goes by while it runs. */
  void ran(Duration time) {
    for (long second = 0; second < time.toSeconds(); second++) {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      standstill.tick();
    }
  }

  /** As a thread of its own does it all the time. */
  void tick() {
    standstill.tick();
  }

  /** A guard for stores that have no others beside them. */
  public static ChangelogGuard unguarded() {
    return new ChangelogGuard(
        new ChangelogGuard.Reader() {
          @Override
          public long end(int partition) {
            return 0;
          }

          @Override
          public List<byte[]> keys(int partition, long from, long to) {
            return List.of();
          }
        },
        false,
        new Standstill(Duration.ofDays(1), () -> 0));
  }

  /** The changelog broke off. */
  public static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  public StoreAccess(
      Path directory,
      List<KeyValue<byte[], byte[]>> changelog,
      StoreLimits limits,
      LongSupplier clock) {
    this(directory, changelog, limits, clock, Runnable::run);
  }

  /**
   * @param indexBuilds when to make missing indexes; otherwise at once
   */
  public StoreAccess(
      Path directory,
      List<KeyValue<byte[], byte[]>> changelog,
      StoreLimits limits,
      LongSupplier clock,
      Executor indexBuilds) {
    this(directory, changelog, limits, clock, indexBuilds, changelog.size());
  }

  private StoreAccess(
      Path directory,
      List<KeyValue<byte[], byte[]>> changelog,
      StoreLimits limits,
      LongSupplier clock,
      Executor indexBuilds,
      int restore) {
    this.changelog = changelog;
    ChangelogGuard guard = new ChangelogGuard(new Reading(), true, standstill);
    this.store =
        new RunStateStore(
            "runs",
            limits,
            MEMORY,
            DOCUMENTS,
            memory,
            clock,
            indexBuilds,
            StoreWatch.NOBODY,
            guard);
    store.open(directory, this::log);
    Long committed = store.committedOffset(CHANGELOG);
    followed = committed == null || committed < 0 ? 0 : (int) (committed + 1);
    follow(restore);
  }

  /** As a standby opens it: what it has not restored comes with {@link #follow}. */
  public static StoreAccess following(Path directory, List<KeyValue<byte[], byte[]>> changelog) {
    return new StoreAccess(directory, changelog, StoreLimits.DEFAULT, () -> 0, Runnable::run, 0);
  }

  /** Restores up to before this offset of the changelog, in one batch, and commits it. */
  public void follow(int to) {
    if (to > followed) {
      store.restore(new ArrayList<>(changelog.subList(followed, to)));
      followed = to;
    }
    store.commit(Map.of(CHANGELOG, followed - 1L));
  }

  /** Offset of the first record of the changelog that is not in the store. */
  public int followed() {
    return followed;
  }

  private void log(byte[] key, byte[] value) {
    if (failAfter-- <= 0 || failAfterRemovals <= 0) {
      throw new Killed();
    }
    changelog.add(KeyValue.pair(key, value));
    failAfterRemovals -= value == null ? 1 : 0;
  }

  FoldMemory memory() {
    return memory;
  }

  public RunStateStore store() {
    return store;
  }

  /** The changelog takes so many records more, then the process is gone. */
  public void killAfter(int records) {
    failAfter = records;
  }

  /** The process is gone after so many records more that take something away. */
  public void killAfterRemovals(int records) {
    failAfterRemovals = records;
  }

  public void flush() {
    store.flushCache();
  }

  public void commit() {
    store.commit(Map.of(CHANGELOG, changelog.size() - 1L));
  }

  @Override
  public void close() {
    store.close();
  }
}
