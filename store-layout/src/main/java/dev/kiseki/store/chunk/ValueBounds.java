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
      if (i > 0 && PointOrder.BY_STEP.compare(points, i, first) < 0) {
        first = i;
      }
      if (i > 0 && PointOrder.BY_STEP.compare(points, i, last) > 0) {
        last = i;
      }
    }
    return new ValueBounds(smallest, largest, points.value(first), points.value(last));
  }
}
