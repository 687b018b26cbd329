package dev.kiseki.processor.local;

import dev.kiseki.store.key.ChangelogKey;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what others wrote into the changelog while this process owned the partition, and writes
 * what is right over it. Kafka appends without gaps, so between two commits the changelog grows by
 * as many records as were logged here; more are of a former owner that hung, or was cut off, and
 * does not know yet that it lost the partition. Its runs are older than ours: whoever restored from
 * them would lack what was acknowledged since. See docs/adr/0022.
 */
final class ForeignWrites {
  private static final Logger log = LoggerFactory.getLogger(ForeignWrites.class);
  private static final long UNKNOWN = -1;

  private final ChangelogGuard guard;
  private final LongSupplier clock;

  private int partition;
  private long end = UNKNOWN;
  private long logged;
  private long writtenAt;
  private long from = UNKNOWN;
  private long to = UNKNOWN;

  ForeignWrites(ChangelogGuard guard, LongSupplier clock) {
    this.guard = guard;
    this.clock = clock;
  }

  /** The fold begins; where the changelog ends is told by the next commit. */
  void begin(int ownPartition) {
    partition = ownPartition;
    end = UNKNOWN;
    logged = 0;
    from = UNKNOWN;
    writtenAt = clock.getAsLong();
  }

  /** One record more goes to the changelog. */
  void logged() {
    logged++;
  }

  /** Whether something should be written even if nothing changed. */
  boolean due() {
    long pause = guard.touchEvery().toMillis();
    return from != UNKNOWN || (pause > 0 && clock.getAsLong() - writtenAt >= pause);
  }

  /**
   * Everything logged here is written.
   *
   * @param last offset of the last record of the changelog that is of this process; negative when
   *     Kafka Streams does not know it, as of an empty changelog
   */
  void committed(long last) {
    if (last < 0) {
      end = UNKNOWN;
      logged = 0;
      return;
    }
    if (end != UNKNOWN && last - end > logged) {
      log.warn(
          "partition {}: {} records of its changelog were written by another process that does not know that this one owns it; they are written over",
          partition,
          last - end - logged);
      from = from == UNKNOWN ? end : from;
      to = last;
    }
    if (last != end) {
      writtenAt = clock.getAsLong();
    }
    end = last;
    logged = 0;
  }

  /** Logs again what the store has for each key that others may have written. */
  void repair(CommitBatch batch, Families families) {
    if (from == UNKNOWN) {
      return;
    }
    List<byte[]> keys;
    try {
      keys = guard.reader().keys(partition, from, to);
    } catch (RuntimeException failure) {
      log.warn("partition {}: tried again with the next commit: {}", partition, failure.toString());
      return;
    }
    for (byte[] key : keys) {
      ChangelogKey.family(key).ifPresent(family -> batch.again(families, family, key));
    }
    from = UNKNOWN;
  }
}
