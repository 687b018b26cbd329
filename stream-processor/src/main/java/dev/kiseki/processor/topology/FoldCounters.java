package dev.kiseki.processor.topology;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts since start. Every record is in exactly one of applied, refused, unreadable and repeated.
 */
public final class FoldCounters {
  private final LongAdder applied = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder unreadable = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder points = new LongAdder();

  void countApplied(int metricPoints) {
    applied.increment();
    points.add(metricPoints);
  }

  void countRefused() {
    refused.increment();
  }

  void countUnreadable() {
    unreadable.increment();
  }

  void countRepeated() {
    repeated.increment();
  }

  public long applied() {
    return applied.sum();
  }

  public long refused() {
    return refused.sum();
  }

  /** Records that are no event of a version known here; refused too, but not counted there. */
  public long unreadable() {
    return unreadable.sum();
  }

  /** Records that the state held already, after a restart. */
  public long repeated() {
    return repeated.sum();
  }

  /** Metric points accepted. */
  public long points() {
    return points.sum();
  }
}
