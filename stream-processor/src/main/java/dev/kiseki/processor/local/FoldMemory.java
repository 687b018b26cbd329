package dev.kiseki.processor.local;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Heap, reckoned, that all partitions of a process together hold of what was applied and does not
 * stand in RocksDB yet: points, documents, and their bytes between the two steps of a commit. Three
 * quarters of the bound bring commits forward. At the bound no more is taken from the log until
 * commits have made room; what a round of records brings may go beyond it.
 */
public final class FoldMemory {
  private final long most;
  private final AtomicLong held = new AtomicLong();
  private Runnable hold = () -> {};
  private Runnable release = () -> {};
  private volatile boolean holding;

  /**
   * @param most bytes
   */
  public FoldMemory(long most) {
    this.most = most;
  }

  /** For stores that nobody fills without end. */
  public static FoldMemory unbounded() {
    return new FoldMemory(Long.MAX_VALUE);
  }

  /**
   * What to do at the bound, and once half of it is free again; each is called on the thread that
   * fills or frees, and must return at once.
   */
  public synchronized void whenFull(Runnable holdBack, Runnable goOn) {
    hold = holdBack;
    release = goOn;
  }

  public long held() {
    return held.get();
  }

  public long most() {
    return most;
  }

  /** Whether commits should not wait for their time. */
  boolean scarce() {
    return held.get() >= most - most / 4;
  }

  /**
   * @param bytes below 0 = freed
   */
  void add(long bytes) {
    long now = held.addAndGet(bytes);
    if (holding ? now <= most / 2 : now >= most) {
      decide();
    }
  }

  private synchronized void decide() {
    long now = held.get();
    if (!holding && now >= most) {
      holding = true;
      hold.run();
    } else if (holding && now <= most / 2) {
      holding = false;
      release.run();
    }
  }
}
