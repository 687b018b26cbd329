package dev.kiseki.processor.fold;

import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.MetricCurve;
import java.util.Optional;

/** One metric while a batch is added to it. All but count and sum may be told a point twice. */
final class Curve {
  private LatestMetric latest;
  private boolean changed;
  private long count;
  private long nans;
  private double sum;
  private double sumError;
  private double min = Double.NaN;
  private long minStep;
  private double max = Double.NaN;
  private long maxStep;
  private double first;
  private long firstStep;
  private long firstTimestamp;
  private long nanStep;
  private boolean nanSeen;

  /**
   * @param before empty when the run lacks the metric
   */
  Curve(Optional<LatestMetric> before) {
    if (before.isEmpty()) {
      return;
    }
    latest = before.get();
    MetricCurve curve = latest.history();
    count = curve.count();
    nans = curve.nans();
    sum = curve.sum();
    sumError = curve.sumError();
    min = curve.min();
    minStep = curve.minStep();
    max = curve.max();
    maxStep = curve.maxStep();
    first = curve.first();
    firstStep = curve.firstStep();
    firstTimestamp = curve.firstTimestamp();
    nanStep = curve.nanStep();
    nanSeen = nans > 0;
  }

  /** Whether a point lies beyond all that are here. */
  boolean endsBefore(long step, long timestamp) {
    return latest == null
        || step > latest.step()
        || (step == latest.step() && timestamp > latest.timestamp());
  }

  /** Whether a point is the first or the latest one; of those between nothing is known. */
  boolean holds(long step, long timestamp, double value) {
    boolean isLatest =
        step == latest.step() && timestamp == latest.timestamp() && same(value, latest.value());
    boolean isFirst = step == firstStep && timestamp == firstTimestamp && same(value, first);
    return isLatest || isFirst;
  }

  private static boolean same(double a, double b) {
    return Double.compare(a, b) == 0;
  }

  /**
   * @param fresh whether it counts
   */
  void add(long step, long timestamp, double value, boolean fresh) {
    if (latest == null || step < firstStep || (step == firstStep && timestamp < firstTimestamp)) {
      first = value;
      firstStep = step;
      firstTimestamp = timestamp;
      changed = true;
    }
    if (latest == null || latest.isBefore(step, timestamp, value)) {
      latest = new LatestMetric(value, timestamp, step);
      changed = true;
    }
    if (fresh) {
      count++;
      changed = true;
      if (Double.isNaN(value)) {
        nans++;
      } else {
        addToSum(MetricCurve.summand(value));
      }
    }
    if (Double.isNaN(value)) {
      nanStep = nanSeen ? Math.min(nanStep, step) : step;
      nanSeen = true;
    } else {
      extremes(step, value + 0.0);
    }
  }

  private void extremes(long step, double value) {
    if (value < min || (Double.isNaN(min) && !Double.isNaN(value))) {
      min = value;
      minStep = step;
    } else if (value == min) {
      minStep = Math.min(minStep, step);
    }
    if (value > max || (Double.isNaN(max) && !Double.isNaN(value))) {
      max = value;
      maxStep = step;
    } else if (value == max) {
      maxStep = Math.min(maxStep, step);
    }
  }

  /** Neumaier's sum. What is beyond the doubles stays so, with the same bits on every machine. */
  private void addToSum(double value) {
    double next = sum + value;
    if (Double.isNaN(next) || Double.isInfinite(next)) {
      sum = Double.isNaN(next) ? Double.NaN : next;
      sumError = 0;
      return;
    }
    sumError += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
    sum = next;
  }

  /** Whether the metric is not what it was. */
  boolean changed() {
    return changed;
  }

  LatestMetric metric() {
    return new LatestMetric(
        latest.value(),
        latest.timestamp(),
        latest.step(),
        count == 1 ? Optional.empty() : Optional.of(curve()));
  }

  private MetricCurve curve() {
    return new MetricCurve(
        count,
        nans,
        sum,
        sumError,
        min,
        minStep,
        max,
        maxStep,
        first,
        firstStep,
        firstTimestamp,
        nanStep);
  }
}
