package dev.kiseki.store.document;

import java.util.Optional;

/**
 * The latest point of one metric of a run, and what all its points are together.
 *
 * @param timestamp epoch milliseconds
 * @param curve all points, this one too; empty when this is the only one
 */
public record LatestMetric(double value, long timestamp, long step, Optional<MetricCurve> curve) {

  /** A metric of one point. */
  public LatestMetric(double value, long timestamp, long step) {
    this(value, timestamp, step, Optional.empty());
  }

  /** All points together, also when there is one. */
  public MetricCurve history() {
    return curve.orElseGet(() -> MetricCurve.of(value, timestamp, step));
  }

  /**
   * Whether a point replaces this one. MLflow 3.17.2's rule ({@code
   * _update_latest_metrics_if_necessary}): the larger (step, timestamp, value) wins, strictly,
   * whatever came first; NaN compares as 0.
   */
  public boolean isBefore(long otherStep, long otherTimestamp, double otherValue) {
    if (otherStep != step) {
      return otherStep > step;
    }
    if (otherTimestamp != timestamp) {
      return otherTimestamp > timestamp;
    }
    return comparable(otherValue) > comparable(value);
  }

  private static double comparable(double value) {
    return Double.isNaN(value) ? 0.0 : value;
  }
}
