package dev.kiseki.store.document;

/**
 * The latest point of one metric of a run.
 *
 * @param timestamp epoch milliseconds
 */
public record LatestMetric(double value, long timestamp, long step) {

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
