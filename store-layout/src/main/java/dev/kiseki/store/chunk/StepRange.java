package dev.kiseki.store.chunk;

/** Steps from the first to the last, both included. */
public record StepRange(long first, long last) {
  public static final StepRange ALL = new StepRange(Long.MIN_VALUE, Long.MAX_VALUE);

  /**
   * The points in it.
   *
   * @param points by step
   */
  public Points of(Points points) {
    int from = firstAtOrAbove(points, first);
    int to = last == Long.MAX_VALUE ? points.size() : firstAtOrAbove(points, last + 1);
    return points.slice(from, Math.max(from, to));
  }

  /**
   * The points in it, in their order.
   *
   * @param points in any order
   */
  public Points among(Points points) {
    if (equals(ALL)) {
      return points;
    }
    Points.Builder inside = new Points.Builder();
    for (int i = 0; i < points.size(); i++) {
      if (points.step(i) >= first && points.step(i) <= last) {
        inside.add(points.step(i), points.timestamp(i), points.value(i));
      }
    }
    return inside.build();
  }

  private static int firstAtOrAbove(Points points, long step) {
    int low = 0;
    int high = points.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (points.step(middle) >= step) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
