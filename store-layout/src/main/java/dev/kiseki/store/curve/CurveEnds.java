package dev.kiseki.store.curve;

import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;

/** The first and the last point of a curve in order of (step, timestamp, value). */
final class CurveEnds {
  private boolean any;
  private long firstStep;
  private long firstTimestamp;
  private double firstValue;
  private long lastStep;
  private long lastTimestamp;
  private double lastValue;

  void add(long step, long timestamp, double value) {
    if (!any || before(step, timestamp, value, firstStep, firstTimestamp, firstValue)) {
      firstStep = step;
      firstTimestamp = timestamp;
      firstValue = value;
    }
    if (!any || before(lastStep, lastTimestamp, lastValue, step, timestamp, value)) {
      lastStep = step;
      lastTimestamp = timestamp;
      lastValue = value;
    }
    any = true;
  }

  long lastStep() {
    return lastStep;
  }

  private static boolean before(
      long step, long timestamp, double value, long step2, long timestamp2, double value2) {
    if (step != step2) {
      return step < step2;
    }
    return timestamp != timestamp2
        ? timestamp < timestamp2
        : PointOrder.compareValues(value, value2) < 0;
  }

  /** Both, or none when there are no points. */
  Points points() {
    return any
        ? new Points.Builder()
            .add(firstStep, firstTimestamp, firstValue)
            .add(lastStep, lastTimestamp, lastValue)
            .build()
        : Points.EMPTY;
  }
}
