package dev.kiseki.query.search;

import static dev.kiseki.query.search.RandomRuns.pick;

import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.MetricCurve;
import dev.kiseki.store.document.RunView;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/** The latest value of a metric and functions of its points, as text beside what they mean. */
final class PlainMetrics {
  private PlainMetrics() {}

  /**
   * @param value empty when the run lacks the metric
   */
  record Quantity(String text, Function<RunView, Optional<Double>> value) {}

  private record Named(String name, Function<LatestMetric, Double> of) {}

  private static final List<Named> FUNCTIONS =
      List.of(
          new Named("LAST", LatestMetric::value),
          new Named("min", whole(LatestMetric::value, MetricCurve::min)),
          new Named("MAX", whole(LatestMetric::value, MetricCurve::max)),
          new Named("first", whole(LatestMetric::value, MetricCurve::first)),
          new Named("count", whole(metric -> 1.0, curve -> (double) curve.count())),
          new Named(
              "Mean",
              whole(
                  LatestMetric::value,
                  curve -> curve.sum() / (double) (curve.count() - curve.nans()))),
          new Named("min_step", whole(PlainMetrics::step, curve -> (double) curve.minStep())),
          new Named("max_step", whole(PlainMetrics::step, curve -> (double) curve.maxStep())),
          new Named(
              "Nan_Step",
              whole(
                  metric -> Double.isNaN(metric.value()) ? (double) metric.step() : Double.NaN,
                  curve -> curve.nans() > 0 ? (double) curve.nanStep() : Double.NaN)));

  private static Function<LatestMetric, Double> whole(
      Function<LatestMetric, Double> alone, Function<MetricCurve, Double> curve) {
    return metric -> metric.curve().map(curve).orElseGet(() -> alone.apply(metric));
  }

  private static double step(LatestMetric metric) {
    return Double.isNaN(metric.value()) ? Double.NaN : (double) metric.step();
  }

  static Quantity any(Random random, String key) {
    String metric = "metrics.`" + key + "`";
    if (random.nextBoolean()) {
      return new Quantity(metric, run -> run.run().metrics().get(key).map(LatestMetric::value));
    }
    Named function = pick(random, FUNCTIONS);
    String text = pick(random, List.of("(%s)", "( %s )", " (%s)")).formatted(metric);
    return new Quantity(
        function.name() + text, run -> run.run().metrics().get(key).map(function.of()));
  }
}
