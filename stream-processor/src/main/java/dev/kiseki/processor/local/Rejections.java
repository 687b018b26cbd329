package dev.kiseki.processor.local;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.proto.StoredRejection;
import dev.kiseki.store.key.RejectionKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Refused proposals, kept so that they can be read and so that a replay tells the same verdict. The
 * latest 100 of a run and the latest 100,000 of a partition stay; one that a replay or a waiting
 * request could still ask for is never removed.
 */
final class Rejections {
  static final int MOST_PER_RUN = 100;
  static final int MOST = 100_000;
  private static final long ASKED_FOR_MILLIS = 20_000;
  private static final byte[] NOTHING = new byte[0];

  private final Families families;
  private final Uncommitted uncommitted;
  private final LongSupplier clock;
  private int stored;

  Rejections(Families families, Uncommitted uncommitted, LongSupplier clock) {
    this.families = families;
    this.uncommitted = uncommitted;
    this.clock = clock;
  }

  /** Counts what is there; one walk over at most 100,000 small keys. */
  void begin() {
    stored = 0;
    families.scan(
        StoreFamily.REJECTIONS,
        RejectionKey.offsetPrefix(),
        (key, value) -> {
          stored++;
          return true;
        });
  }

  /**
   * @param settledThrough up to here no replay will ever ask again
   */
  void log(CommitBatch batch, Iterable<StoredRejection> added, long settledThrough) {
    Set<RunId> runs = new LinkedHashSet<>();
    long newest = Long.MIN_VALUE;
    for (StoredRejection rejection : added) {
      RunId run = new RunId(rejection.getRunId());
      batch.put(
          StoreFamily.REJECTIONS,
          RejectionKey.byOffset(rejection.getOffset()),
          rejection.toByteArray());
      batch.put(
          StoreFamily.REJECTIONS, RejectionKey.byRun(run, rejection.getOffset()), NOTHING.clone());
      runs.add(run);
      newest = Math.max(newest, rejection.getSentAtMs());
      stored++;
    }
    long before = newest - ASKED_FOR_MILLIS;
    for (RunId run : runs) {
      List<Long> offsets = committedOf(run);
      for (int i = 0; i < offsets.size() - MOST_PER_RUN; i++) {
        remove(batch, offsets.get(i), before, settledThrough);
      }
    }
    if (stored > MOST && !runs.isEmpty()) {
      removeOldest(batch, stored - MOST, before, settledThrough);
    }
  }

  /** Removes those of a run up to an offset that nobody can ask for any more. */
  void removeOf(CommitBatch batch, RunId run, long through, long settledThrough) {
    long before = clock.getAsLong() - ASKED_FOR_MILLIS;
    for (long offset : committedOf(run)) {
      if (offset <= through) {
        remove(batch, offset, before, settledThrough);
      }
    }
  }

  private void removeOldest(CommitBatch batch, int count, long before, long settledThrough) {
    Deque<Long> oldest = new ArrayDeque<>();
    families.scan(
        StoreFamily.REJECTIONS,
        RejectionKey.offsetPrefix(),
        (key, value) -> {
          oldest.add(RejectionKey.offset(key));
          return oldest.size() < count;
        });
    for (long offset : oldest) {
      remove(batch, offset, before, settledThrough);
    }
  }

  private void remove(CommitBatch batch, long offset, long before, long settledThrough) {
    byte[] value = batch.get(families, StoreFamily.REJECTIONS, RejectionKey.byOffset(offset));
    if (value == null || offset > settledThrough || parse(value).getSentAtMs() > before) {
      return;
    }
    batch.remove(StoreFamily.REJECTIONS, RejectionKey.byOffset(offset));
    batch.remove(
        StoreFamily.REJECTIONS, RejectionKey.byRun(new RunId(parse(value).getRunId()), offset));
    stored--;
  }

  /** Any thread. */
  Optional<StoredRejection> at(long offset) {
    Optional<StoredRejection> recent = uncommitted.rejection(offset);
    return recent.isPresent()
        ? recent
        : Optional.ofNullable(families.get(StoreFamily.REJECTIONS, RejectionKey.byOffset(offset)))
            .map(Rejections::parse);
  }

  /** Any thread. In the order of the log, at most {@code limit}. */
  List<StoredRejection> from(long offset, int limit) {
    // Recent ones first: they move into RocksDB, never back.
    var all = new java.util.TreeMap<Long, StoredRejection>();
    for (StoredRejection rejection : uncommitted.rejectionsFrom(offset)) {
      all.put(rejection.getOffset(), rejection);
      if (all.size() >= limit) {
        break;
      }
    }
    int[] seen = {0};
    families.scan(
        StoreFamily.REJECTIONS,
        RejectionKey.offsetPrefix(),
        RejectionKey.byOffset(Math.max(0, offset)),
        (key, value) -> {
          all.put(RejectionKey.offset(key), parse(value));
          return ++seen[0] < limit;
        });
    return all.values().stream().limit(limit).toList();
  }

  /** Any thread. Oldest first; the latest {@value #MOST_PER_RUN}. */
  List<StoredRejection> of(RunId run) {
    List<StoredRejection> recent = new ArrayList<>();
    for (StoredRejection rejection : uncommitted.rejectionsFrom(0)) {
      if (rejection.getRunId().equals(run.text())) {
        recent.add(rejection);
      }
    }
    var all = new java.util.TreeMap<Long, StoredRejection>();
    for (long offset : committedOf(run)) {
      at(offset).ifPresent(rejection -> all.put(offset, rejection));
    }
    recent.forEach(rejection -> all.put(rejection.getOffset(), rejection));
    List<StoredRejection> list = List.copyOf(all.values());
    return list.subList(Math.max(0, list.size() - MOST_PER_RUN), list.size());
  }

  private List<Long> committedOf(RunId run) {
    byte[] prefix = RejectionKey.runPrefix(run);
    List<Long> offsets = new ArrayList<>();
    families.scan(
        StoreFamily.REJECTIONS,
        prefix,
        (key, value) -> {
          if (RejectionKey.isOf(key, prefix)) {
            offsets.add(RejectionKey.offset(key));
          }
          return true;
        });
    return offsets;
  }

  private static StoredRejection parse(byte[] value) {
    try {
      return StoredRejection.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored rejection is damaged", e);
    }
  }
}
