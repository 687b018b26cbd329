package dev.kiseki.store.chunk;

/**
 * The orders in which MLflow gives points. Both compare the whole identity of a point, so two are
 * equal only when they are the same point.
 */
public enum PointOrder {
  /** Timestamp, step, value. */
  BY_TIME {
    @Override
    public int compare(Points points, int i, int j) {
      int byTime = Long.compare(points.timestamp(i), points.timestamp(j));
      return byTime != 0 ? byTime : rest(points.step(i), points.step(j), points, i, j);
    }
  },

  /** Step, timestamp, value; the last in it is the latest by MLflow's rule. */
  BY_STEP {
    @Override
    public int compare(Points points, int i, int j) {
      int byStep = Long.compare(points.step(i), points.step(j));
      return byStep != 0 ? byStep : rest(points.timestamp(i), points.timestamp(j), points, i, j);
    }
  };

  /** Below 0 when point i comes before point j. */
  public abstract int compare(Points points, int i, int j);

  /**
   * NaN stands among the values as 0, as MLflow stores it; what is left equal then (-0, 0 and NaN)
   * goes in that order.
   */
  public static int compareValues(double value, double other) {
    int byValue =
        Double.compare(Double.isNaN(value) ? 0.0 : value, Double.isNaN(other) ? 0.0 : other);
    return byValue != 0 ? byValue : Boolean.compare(Double.isNaN(value), Double.isNaN(other));
  }

  private static int rest(long second, long other, Points points, int i, int j) {
    int bySecond = Long.compare(second, other);
    return bySecond != 0 ? bySecond : compareValues(points.value(i), points.value(j));
  }
}
