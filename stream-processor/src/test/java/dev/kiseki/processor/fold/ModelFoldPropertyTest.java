package dev.kiseki.processor.fold;

import static dev.kiseki.processor.fold.ModelEvents.MODEL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.run.ModelProposal.LogMetrics;
import dev.kiseki.event.run.ModelProposal.Point;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.ModelPart.ModelPoint;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.scan.ModelFixtures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random points, against a map of them and a plain reckoning. */
class ModelFoldPropertyTest {
  private static final List<Double> VALUES =
      List.of(0.0, -0.0, 1.0, -5.0, 7.5, Double.NaN, Double.MAX_VALUE);

  private static List<RunEvent> log(Random random) {
    List<RunEvent> log = new ArrayList<>(List.of(ModelEvents.create()));
    for (int i = random.nextInt(12); i > 0; i--) {
      List<Point> points = new ArrayList<>();
      for (int n = random.nextInt(6); n > 0; n--) {
        points.add(
            new Point(
                random.nextBoolean() ? "a" : "b",
                VALUES.get(random.nextInt(VALUES.size())),
                random.nextInt(4),
                random.nextInt(3),
                random.nextBoolean() ? "" : "d",
                ""));
      }
      log.add(ModelEvents.of(new LogMetrics(random.nextBoolean() ? "r" : "s", points)));
    }
    return log;
  }

  @Property(tries = 400)
  void pointsAreThoseOfAMapAndMetricsWhatTheyAreTogether(@ForAll long seed) {
    List<RunEvent> log = log(new Random(seed));
    Map<List<Object>, ModelPoint> expected = new LinkedHashMap<>();
    for (RunEvent event : log.subList(1, log.size())) {
      LogMetrics metrics = (LogMetrics) event.proposal();
      for (Point p : metrics.points()) {
        expected.put(
            List.of(p.key(), p.timestamp(), p.step(), metrics.runId()),
            new ModelPoint(
                p.key(),
                p.value(),
                p.timestamp(),
                p.step(),
                metrics.runId(),
                p.datasetName(),
                p.datasetDigest()));
      }
    }

    RunDocument model = Replay.of(log).runs.get(MODEL);
    ModelPart part = model.model().orElseThrow();
    assertThat(part.points()).containsExactlyInAnyOrderElementsOf(expected.values());
    ModelFixtures.metrics(part.points())
        .forEach(
            (key, metric) -> {
              LatestMetric folded = model.metrics().get(key).orElseThrow();
              assertThat(same(folded.value(), metric.value())).as(key).isTrue();
              assertThat(folded.timestamp()).isEqualTo(metric.timestamp());
              assertThat(folded.step()).isEqualTo(metric.step());
              assertThat(folded.curve().isPresent()).isEqualTo(metric.curve().isPresent());
              assertThat(folded.history().count()).isEqualTo(metric.history().count());
              assertThat(folded.history().nans()).isEqualTo(metric.history().nans());
              assertThat(same(folded.history().min(), metric.history().min())).isTrue();
              assertThat(same(folded.history().max(), metric.history().max())).isTrue();
            });
    assertThat(model.metrics().size()).isEqualTo(ModelFixtures.metrics(part.points()).size());
  }

  /** NaN is itself here. */
  private static boolean same(double a, double b) {
    return Double.compare(a, b) == 0;
  }

  @Property(tries = 200)
  void theWholeLogAgainChangesNothingButTheOffset(@ForAll long seed) {
    List<RunEvent> log = log(new Random(seed));
    List<RunEvent> twice = new ArrayList<>(log);
    twice.add(log.get(log.size() - 1));

    assertThat(Replay.of(twice).runs.get(MODEL).model())
        .isEqualTo(Replay.of(log).runs.get(MODEL).model());
  }
}
