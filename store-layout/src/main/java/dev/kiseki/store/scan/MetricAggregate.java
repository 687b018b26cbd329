package dev.kiseki.store.scan;

import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.MetricCurve;
import dev.kiseki.store.document.RunDocument;
import java.util.OptionalDouble;

/**
 * One number of all points of a metric. Every metric that has a point has each of them; what NaN
 * and infinities make of it is told by {@link MetricCurve}. Numbers travel in {@link
 * RunQueryCodec}: never reuse one.
 */
public enum MetricAggregate {
  /** MLflow's latest value. */
  LAST(0),
  MIN(1),
  MAX(2),
  FIRST(3),
  /** Points, NaN among them; as a double, as the steps. */
  COUNT(4),
  MEAN(5),
  /** NaN when no point has a number. */
  MIN_STEP(6),
  MAX_STEP(7),
  /** The smallest step at which there was a NaN; itself NaN when there was none. */
  NAN_STEP(8);

  private final int number;

  MetricAggregate(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Empty when the run lacks the metric. */
  public OptionalDouble in(RunDocument run, String key) {
    return run.metrics()
        .get(key)
        .map(metric -> OptionalDouble.of(of(metric)))
        .orElse(OptionalDouble.empty());
  }

  public double of(LatestMetric metric) {
    return this == LAST ? metric.value() : of(metric.history(), metric);
  }

  private double of(MetricCurve curve, LatestMetric latest) {
    return switch (this) {
      case LAST -> latest.value();
      case MIN -> curve.min();
      case MAX -> curve.max();
      case FIRST -> curve.first();
      case COUNT -> (double) curve.count();
      case MEAN -> curve.mean();
      case MIN_STEP -> step(curve.minStep(), curve);
      case MAX_STEP -> step(curve.maxStep(), curve);
      case NAN_STEP -> curve.nans() == 0 ? Double.NaN : (double) curve.nanStep();
    };
  }

  private static double step(long step, MetricCurve curve) {
    return curve.nans() == curve.count() ? Double.NaN : (double) step;
  }

  static MetricAggregate ofNumber(int number) {
    for (MetricAggregate aggregate : values()) {
      if (aggregate.number == number) {
        return aggregate;
      }
    }
    throw new UnreadableQueryException("unknown aggregate of a metric " + number);
  }
}
