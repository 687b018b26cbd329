package dev.kiseki.query.history;

import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;

/**
 * Where a point stands in a history: the whole of its identity, so no two share a place, and points
 * that are added later move none.
 *
 * <p>Order: {@link PointOrder#BY_TIME}.
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
    if (points.timestamp(i) != timestamp) {
      return points.timestamp(i) > timestamp;
    }
    if (points.step(i) != step) {
      return points.step(i) > step;
    }
    return PointOrder.compareValues(Double.longBitsToDouble(valueBits), points.value(i)) < 0;
  }

  /** The points after this place, of some that are in order. */
  Points after(Points points) {
    int low = 0;
    int high = points.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (isBefore(points, middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return points.slice(low, points.size());
  }
}
