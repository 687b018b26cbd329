package dev.kiseki.store.document;

/**
 * All points of one metric of a run, as far as searches ask for them. Points that came out of order
 * belong to it like the others.
 *
 * @param count points; at least 1
 * @param nans how many of them are NaN; they are in no sum, and neither smallest nor largest
 * @param sum of the other values; infinite or NaN once infinities are among them or it grows beyond
 *     the largest double
 * @param sumError what rounding took from the sum (Neumaier), to be added to it, so that the mean
 *     hardly depends on the order of the points; 0 when the sum is infinite or NaN
 * @param min smallest value, 0.0 for -0.0; NaN when all are NaN
 * @param minStep smallest step at which it stood; 0 when all are NaN
 * @param max largest value, as {@code min}
 * @param maxStep as {@code minStep}
 * @param first value of the point with the smallest (step, timestamp), of several the one that came
 *     first; may be NaN
 * @param firstTimestamp epoch milliseconds
 * @param nanStep smallest step at which there was a NaN; 0 when there was none
 */
public record MetricCurve(
    long count,
    long nans,
    double sum,
    double sumError,
    double min,
    long minStep,
    double max,
    long maxStep,
    double first,
    long firstStep,
    long firstTimestamp,
    long nanStep) {

  /** The only point. */
  static MetricCurve of(double value, long timestamp, long step) {
    boolean nan = Double.isNaN(value);
    double extreme = value + 0.0;
    long extremeStep = nan ? 0 : step;
    return new MetricCurve(
        1,
        nan ? 1 : 0,
        nan ? 0 : summand(value),
        0,
        extreme,
        extremeStep,
        extreme,
        extremeStep,
        value,
        step,
        timestamp,
        nan ? step : 0);
  }

  /**
   * A value as it goes into the sum. MLflow's SQL store keeps infinities as the largest doubles.
   */
  public static double summand(double value) {
    return Math.abs(value) == Double.MAX_VALUE
        ? Math.copySign(Double.POSITIVE_INFINITY, value)
        : value;
  }

  /** Of the values that are not NaN; NaN when there are none. */
  public double mean() {
    if (nans == count) {
      return Double.NaN;
    }
    return (sum + sumError) / (double) (count - nans);
  }
}
