package dev.kiseki.processor.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.MetricCurve;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Curves against a plain computation from all points. */
class CurvePropertyTest {
  private static final List<Double> VALUES =
      List.of(0.1, -7.0, 3.0, 0.0, -0.0, 1e15, Double.NaN, Double.POSITIVE_INFINITY);

  record Point(String key, long step, long timestamp, double value) {}

  /** Few steps and values, so that much repeats. */
  private static List<Point> points(Random random, int most) {
    List<Point> points = new ArrayList<>();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      int values = random.nextBoolean() ? VALUES.size() : 4;
      points.add(
          new Point(
              random.nextBoolean() ? "m" : "n",
              random.nextInt(6) - 2,
              random.nextInt(3),
              VALUES.get(random.nextInt(values))));
    }
    return points;
  }

  @Property(tries = 2000)
  void oneBatchIsWhatItsPointsSay(@ForAll long seed) {
    List<Point> points = points(new Random(seed), 60);

    check(folded(List.of(points)), points);
  }

  /** Points that are not there twice, cut into batches; each may be sent again at once. */
  @Property(tries = 2000)
  void batchesOfDifferentPointsAndTheirRetriesAreWhatThePointsSay(@ForAll long seed) {
    Random random = new Random(seed);
    List<Point> points = new ArrayList<>(new LinkedHashSet<>(points(random, 60)));
    Collections.shuffle(points, random);
    List<List<Point>> batches = new ArrayList<>();
    List<List<Point>> withRetries = new ArrayList<>();
    for (int from = 0; from < points.size(); ) {
      int to = Math.min(points.size(), from + 1 + random.nextInt(8));
      batches.add(points.subList(from, to));
      withRetries.add(points.subList(from, to));
      if (random.nextBoolean()) {
        withRetries.add(batches.get(batches.size() - 1));
      }
      from = to;
    }

    check(folded(batches), points);
    assertThat(folded(withRetries)).isEqualTo(folded(batches));
  }

  private static KeyedMap<LatestMetric> folded(List<List<Point>> batches) {
    List<RunEvent> log = new ArrayList<>(List.of(Events.create()));
    for (List<Point> batch : batches) {
      MetricColumns.Builder columns = new MetricColumns.Builder();
      batch.forEach(p -> columns.add(p.key(), p.step(), p.timestamp(), p.value()));
      log.add(
          Events.of(
              Events.RUN,
              new RunProposal.LogBatch(
                  RunProposal.Origin.LOG_BATCH, columns.build(), List.of(), List.of())));
    }
    return Replay.of(log).run().metrics();
  }

  private static void check(KeyedMap<LatestMetric> metrics, List<Point> points) {
    for (String key : List.of("m", "n")) {
      List<Point> own = points.stream().filter(p -> p.key().equals(key)).toList();
      assertThat(metrics.containsKey(key)).isEqualTo(!own.isEmpty());
      metrics.get(key).ifPresent(metric -> check(metric.history(), own));
    }
  }

  private static void check(MetricCurve curve, List<Point> points) {
    Set<Point> all = new LinkedHashSet<>(points);
    List<Point> numbers = all.stream().filter(p -> !Double.isNaN(p.value())).toList();
    assertThat(curve.count()).isEqualTo(all.size());
    assertThat(curve.nans()).isEqualTo(all.size() - numbers.size());
    assertThat(curve.nanStep())
        .isEqualTo(
            all.stream()
                .filter(p -> Double.isNaN(p.value()))
                .mapToLong(Point::step)
                .min()
                .orElse(0));
    Point first =
        points.stream()
            .min(Comparator.comparing(Point::step).thenComparing(Point::timestamp))
            .orElseThrow();
    assertThat(curve.first()).isEqualTo(Double.valueOf(first.value()));
    assertThat(curve.firstStep()).isEqualTo(first.step());
    assertThat(curve.firstTimestamp()).isEqualTo(first.timestamp());
    if (numbers.isEmpty()) {
      assertThat(curve.min()).isNaN();
      assertThat(curve.max()).isNaN();
      assertThat(curve.mean()).isNaN();
      return;
    }
    extreme(curve.min(), curve.minStep(), numbers, Point::value);
    extreme(-curve.max(), curve.maxStep(), numbers, point -> -point.value());
    double mean = numbers.stream().mapToDouble(Point::value).average().orElseThrow();
    if (Double.isInfinite(mean)) {
      assertThat(curve.mean()).isEqualTo(mean);
    } else {
      assertThat(curve.mean()).isCloseTo(mean, within(1e-12 + Math.abs(mean) * 1e-14));
    }
  }

  private static void extreme(
      double value, long step, List<Point> numbers, ToDoubleFunction<Point> of) {
    double smallest = numbers.stream().mapToDouble(of).min().orElseThrow() + 0.0;
    assertThat(value + 0.0).isEqualTo(smallest);
    assertThat(step)
        .isEqualTo(
            numbers.stream()
                .filter(point -> of.applyAsDouble(point) + 0.0 == smallest)
                .mapToLong(Point::step)
                .min()
                .orElseThrow());
  }
}
