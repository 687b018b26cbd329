package dev.kiseki.processor.held;

import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the points that wait for the history store leave room for more. Once they are as many as
 * may be, an eighth of that must be gone before there is room again, so that writers are not held
 * back and let go at each write to the store.
 */
public final class HistoryRoom {
  private static final Logger log = LoggerFactory.getLogger(HistoryRoom.class);

  private final long most;
  private boolean full;

  /**
   * @param most bytes, all partitions together
   */
  public HistoryRoom(long most) {
    this.most = most;
  }

  /**
   * Whether points should not wait longer than they must: two thirds are kept for the time when the
   * history store is away.
   */
  public boolean scarce(Collection<HeldPartition> partitions) {
    return waiting(partitions) >= most / 3;
  }

  private static long waiting(Collection<HeldPartition> partitions) {
    long waiting = 0;
    for (HeldPartition partition : partitions) {
      waiting += partition.reader().waitingBytes();
    }
    return waiting;
  }

  /** A look at a number of each partition. */
  public synchronized boolean full(Collection<HeldPartition> partitions) {
    long waiting = waiting(partitions);
    boolean now = full ? waiting > most - most / 8 : waiting >= most;
    if (now && !full) {
      log.warn(
          "no more metrics are accepted: {} bytes of points wait for the history store, {} may",
          waiting,
          most);
    } else if (full && !now) {
      log.info("metrics are accepted again: {} bytes of points wait", waiting);
    }
    full = now;
    return now;
  }
}
