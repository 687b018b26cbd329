package dev.kiseki.store.scan;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.MetricCurve;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.ModelPart.ModelPoint;
import dev.kiseki.store.document.RecentBatches;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.document.RunView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Documents of logged models for tests; their metrics say of their points what a fold would. */
public final class ModelFixtures {
  static final List<String> DATASETS = List.of("", "d", "e");
  static final List<String> DIGESTS = List.of("", "1", "2");
  private static final List<String> RUNS = List.of("r1", "r2", "");

  private ModelFixtures() {}

  /** Models with distinct ids in no order. */
  public static List<RunView> randomModels(Random random, int count) {
    List<RunView> models = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      LifecycleStage stage =
          random.nextInt(4) == 0 ? LifecycleStage.DELETED : LifecycleStage.ACTIVE;
      // As a fold leaves them: one point of a key, time, step and run.
      Map<List<Object>, ModelPoint> points = new LinkedHashMap<>();
      for (int n = random.nextInt(5); n > 0; n--) {
        ModelPoint point = randomPoint(random);
        points.put(List.of(point.key(), point.timestamp(), point.step(), point.runId()), point);
      }
      ModelPart part =
          new ModelPart(
              RunFixtures.pick(random, List.of(LoggedModelStatus.values())),
              RunFixtures.pick(random, RunFixtures.TEXTS),
              RunFixtures.pick(random, RUNS),
              List.copyOf(points.values()));
      String id = String.format("m-%08x%08x", random.nextInt(), i);
      models.add(new RunView(model(id, random, stage, part, i), stage));
    }
    return models;
  }

  private static RunDocument model(
      String id, Random random, LifecycleStage stage, ModelPart part, long offset) {
    return new RunDocument(
        new RunId(id),
        new ExperimentId(random.nextInt(3)),
        RunFixtures.pick(random, RunFixtures.TEXTS),
        "",
        RunStatus.RUNNING,
        random.nextInt(4),
        OptionalLong.of(random.nextInt(6)),
        RunFixtures.pick(random, RunFixtures.TEXTS),
        stage,
        0,
        0,
        RunFixtures.randomTexts(random),
        RunFixtures.randomTexts(random),
        metrics(part.points()),
        RecentBatches.NONE,
        RunLinks.NONE,
        Optional.of(part),
        offset);
  }

  private static ModelPoint randomPoint(Random random) {
    return new ModelPoint(
        RunFixtures.pick(random, RunFixtures.KEYS),
        RunFixtures.pick(random, RunFixtures.NUMBERS),
        random.nextInt(4),
        random.nextInt(3) - 1,
        RunFixtures.pick(random, RUNS),
        RunFixtures.pick(random, DATASETS),
        RunFixtures.pick(random, DIGESTS));
  }

  /** What the points are together, reckoned plainly. */
  public static KeyedMap<LatestMetric> metrics(List<ModelPoint> points) {
    KeyedMap<LatestMetric> metrics = KeyedMap.empty();
    for (String key : points.stream().map(ModelPoint::key).distinct().toList()) {
      List<ModelPoint> of = points.stream().filter(p -> p.key().equals(key)).toList();
      ModelPoint latest = of.stream().max(ModelPart.LATEST_LAST).orElseThrow();
      Optional<MetricCurve> curve = of.size() == 1 ? Optional.empty() : Optional.of(curve(of));
      metrics =
          metrics.with(
              key, new LatestMetric(latest.value(), latest.timestamp(), latest.step(), curve));
    }
    return metrics;
  }

  private static MetricCurve curve(List<ModelPoint> points) {
    List<Double> numbers =
        points.stream().map(ModelPoint::value).filter(value -> !Double.isNaN(value)).toList();
    double min = numbers.stream().min(Double::compare).orElse(Double.NaN) + 0.0;
    double max = numbers.stream().max(Double::compare).orElse(Double.NaN) + 0.0;
    int nans = points.size() - numbers.size();
    return new MetricCurve(points.size(), nans, 1, 0, min, 0, max, 0, 1, 0, 1, 0);
  }

  static PointMatch randomMatch(Random random) {
    List<PointMatch.ValueTest> tests = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      double value = RunFixtures.pick(random, RunFixtures.NUMBERS);
      tests.add(
          new PointMatch.ValueTest(
              RunFixtures.pick(random, List.of(Comparison.values())),
              Double.isNaN(value) ? 0.5 : value));
    }
    List<PointMatch.Dataset> datasets = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      datasets.add(
          new PointMatch.Dataset(
              RunFixtures.pick(random, DATASETS),
              Optional.of(RunFixtures.pick(random, DIGESTS)).filter(d -> !d.isEmpty())));
    }
    return new PointMatch(
        random.nextInt(4) == 0
            ? Optional.empty()
            : Optional.of(RunFixtures.pick(random, RunFixtures.KEYS)),
        tests,
        datasets);
  }
}
