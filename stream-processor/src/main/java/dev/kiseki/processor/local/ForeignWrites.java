package dev.kiseki.processor.local;

import dev.kiseki.store.key.ChangelogKey;
import java.util.List;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices what others wrote into the changelog while this process owned the partition, and writes
 * what is right over it. Kafka appends without gaps, so the changelog ends where this process wrote
 * last; what stands behind that is of a former owner that hung, or was cut off, and does not know
 * yet that it lost the partition. Its runs are older than ours: whoever restored from them would
 * lack what was acknowledged since. The other way round, a process that stood still writes nothing
 * until it has joined its group again. See docs/adr/0022.
 */
final class ForeignWrites {
  private static final Logger log = LoggerFactory.getLogger(ForeignWrites.class);
  private static final long UNKNOWN = -1;

  private final ChangelogGuard guard;

  private int partition;
  private long end = UNKNOWN;
  private long logged;
  private long begunAt;
  private long committedAt;
  private boolean owner;
  private long from = UNKNOWN;
  private long to = UNKNOWN;

  ForeignWrites(ChangelogGuard guard) {
    this.guard = guard;
  }

  /** The fold begins; where the changelog ends is told by the next commit. */
  void begin(int ownPartition) {
    partition = ownPartition;
    end = UNKNOWN;
    logged = 0;
    from = UNKNOWN;
    begunAt = guard.standstill().moment();
    owner = false;
  }

  /** One record more goes to the changelog. */
  void logged() {
    logged++;
  }

  /**
   * Before anything is written in a commit.
   *
   * @return whether something has to be written over
   * @throws TaskMigratedException this process was away for so long that another one may own the
   *     partition: Kafka Streams then forgets what was not committed and joins the group again
   */
  boolean look() {
    if (guard.standstill().since(begunAt)) {
      throw new TaskMigratedException(
          "partition " + partition + ": this process stood still, others may own it by now");
    }
    if (guard.shared() && end != UNKNOWN) {
      try {
        found(guard.reader().end(partition) - 1);
      } catch (RuntimeException failure) {
        log.debug("partition {}: the changelog's end is not known", partition, failure);
      }
    }
    return from != UNKNOWN;
  }

  private void found(long last) {
    if (last - end <= logged) {
      return;
    }
    log.warn(
        "partition {}: {} records of its changelog were written by another process that does not know that this one owns it; they are written over",
        partition,
        last - end - logged);
    from = from == UNKNOWN ? end : from;
    to = last;
    end = last;
    logged = 0;
    // Kafka took a commit of this process a moment ago, so it was a member then and still is.
    owner = guard.standstill().recent(committedAt);
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
    committedAt = guard.standstill().moment();
    if (end != UNKNOWN) {
      found(last);
    }
    end = last;
    logged = 0;
    owner = true; // a former owner's commit is refused
  }

  /**
   * Logs again what the store has for each key that others may have written. Not before it is sure
   * that this process is not the former owner itself: then the others would be right.
   */
  void repair(CommitBatch batch, Families families) {
    if (from == UNKNOWN || !owner) {
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
