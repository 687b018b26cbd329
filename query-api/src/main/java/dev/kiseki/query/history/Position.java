package dev.kiseki.query.history;

import dev.kiseki.store.chunk.Points;

/**
 * Where a point stands in a history: the whole of its identity, so no two share a place, and points
 * that are added later move none.
 *
 * <p>Order: timestamp, step, value, all ascending, NaN among the values as 0, as MLflow stores it.
 * What is left equal then (-0, 0 and NaN) goes in that order.
 *
 * @param valueBits of {@link Double#doubleToLongBits}: all NaNs are one
 */
record Position(long timestamp, long step, long valueBits) {

  /** The place of point i. */
  static Position of(Points points, int i) {
    return new Position(
        points.timestamp(i), points.step(i), Double.doubleToLongBits(points.value(i)));
  }

  /** Whether point i stands after this place. */
  boolean isBefore(Points points, int i) {
    return compare(
            timestamp,
            step,
            Double.longBitsToDouble(valueBits),
            points.timestamp(i),
            points.step(i),
            points.value(i))
        < 0;
  }

  static int compare(Points points, int i, int j) {
    return compare(
        points.timestamp(i),
        points.step(i),
        points.value(i),
        points.timestamp(j),
        points.step(j),
        points.value(j));
  }

  private static int compare(
      long timestamp, long step, double value, long timestamp2, long step2, double value2) {
    if (timestamp != timestamp2) {
      return timestamp < timestamp2 ? -1 : 1;
    }
    if (step != step2) {
      return step < step2 ? -1 : 1;
    }
    int byValue =
        Double.compare(Double.isNaN(value) ? 0.0 : value, Double.isNaN(value2) ? 0.0 : value2);
    // Only NaN and 0 are still equal; the bits of NaN are larger.
    return byValue != 0 ? byValue : Boolean.compare(Double.isNaN(value), Double.isNaN(value2));
  }
}
