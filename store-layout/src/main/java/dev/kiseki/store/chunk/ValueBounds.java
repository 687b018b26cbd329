package dev.kiseki.store.chunk;

/**
 * What the values of some points are between.
 *
 * @param smallest NaN left out, -0.0 below 0.0; NaN when all are
 * @param largest the same
 * @param first of the point that is first by step, timestamp and value, NaN counting as 0
 * @param last of the point that is last in that order, the latest by MLflow's rule
 */
public record ValueBounds(double smallest, double largest, double first, double last) {

  /** Of at least one point. */
  static ValueBounds of(Points points) {
    double smallest = Double.NaN;
    double largest = Double.NaN;
    int first = 0;
    int last = 0;
    for (int i = 0; i < points.size(); i++) {
      double value = points.value(i);
      if (!Double.isNaN(value)) {
        smallest = Double.isNaN(smallest) ? value : Math.min(smallest, value);
        largest = Double.isNaN(largest) ? value : Math.max(largest, value);
      }
      if (i > 0 && compare(points, i, first) < 0) {
        first = i;
      }
      if (i > 0 && compare(points, i, last) > 0) {
        last = i;
      }
    }
    return new ValueBounds(smallest, largest, points.value(first), points.value(last));
  }

  private static int compare(Points points, int i, int j) {
    if (points.step(i) != points.step(j)) {
      return Long.compare(points.step(i), points.step(j));
    }
    if (points.timestamp(i) != points.timestamp(j)) {
      return Long.compare(points.timestamp(i), points.timestamp(j));
    }
    double value = points.value(i);
    double other = points.value(j);
    int byValue =
        Double.compare(Double.isNaN(value) ? 0.0 : value, Double.isNaN(other) ? 0.0 : other);
    return byValue != 0 ? byValue : Boolean.compare(Double.isNaN(value), Double.isNaN(other));
  }
}
