package dev.kiseki.store.chunk;

/**
 * Where a point stands in a history: the whole of its identity, so no two share a place, and points
 * that are added later move none.
 *
 * <p>Order: {@link PointOrder#BY_TIME}.
 *
 * @param valueBits of {@link Double#doubleToLongBits}: all NaNs are one
 */
public record Position(long timestamp, long step, long valueBits) {

  /** The place of point i. */
  public static Position of(Points points, int i) {
    return new Position(
        points.timestamp(i), points.step(i), Double.doubleToLongBits(points.value(i)));
  }

  /** Whether point i stands after this place. */
  public boolean isBefore(Points points, int i) {
    if (points.timestamp(i) != timestamp) {
      return points.timestamp(i) > timestamp;
    }
    if (points.step(i) != step) {
      return points.step(i) > step;
    }
    return PointOrder.compareValues(Double.longBitsToDouble(valueBits), points.value(i)) < 0;
  }

  /** How many points stand here or before, of some that are in order. */
  public int upTo(Points points) {
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
    return low;
  }

  /** The points after this place, of some that are in order. */
  public Points after(Points points) {
    return points.slice(upTo(points), points.size());
  }
}
