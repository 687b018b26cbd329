package dev.kiseki.query.search;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.MetricCurve;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Runs of few values, so that most comparisons tie, and of every sort of number. */
final class RandomRuns {
  static final List<String> KEYS = List.of("k", "val/loss", "b c");
  static final List<String> TEXTS = List.of("", "a", "A", "ab", "é", "😀", "～", "10", "9");
  private static final List<Double> NUMBERS =
      List.of(
          0.0,
          -0.0,
          1.0,
          -5.0,
          7.5,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          Double.MAX_VALUE);

  private RandomRuns() {}

  static List<RunView> of(Random random, int count) {
    List<RunView> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(run(random, String.format("%08x%04x", random.nextInt(), i)));
    }
    return runs;
  }

  private static RunView run(Random random, String id) {
    RunDocument document =
        new RunDocument(
            new RunId(id),
            new ExperimentId(random.nextInt(3)),
            pick(random, TEXTS),
            pick(random, TEXTS),
            pick(random, List.of(RunStatus.values())),
            random.nextInt(4),
            random.nextBoolean() ? OptionalLong.of(random.nextInt(4)) : OptionalLong.empty(),
            "mlflow-artifacts:/" + random.nextInt(2),
            LifecycleStage.ACTIVE,
            0,
            0,
            texts(random),
            texts(random),
            metrics(random),
            1);
    boolean deleted = random.nextInt(4) == 0;
    return new RunView(document, deleted ? LifecycleStage.DELETED : LifecycleStage.ACTIVE);
  }

  static KeyedMap<String> texts(Random random) {
    KeyedMap<String> texts = KeyedMap.empty();
    for (String key : KEYS) {
      texts = random.nextBoolean() ? texts.with(key, pick(random, TEXTS)) : texts;
    }
    return texts;
  }

  private static KeyedMap<LatestMetric> metrics(Random random) {
    KeyedMap<LatestMetric> metrics = KeyedMap.empty();
    for (String key : KEYS) {
      if (random.nextInt(4) > 0) {
        metrics = metrics.with(key, new LatestMetric(pick(random, NUMBERS), 1, 2, curve(random)));
      }
    }
    return metrics;
  }

  /** As it is stored; that its numbers fit together is the writer's concern. */
  private static Optional<MetricCurve> curve(Random random) {
    return random.nextBoolean()
        ? Optional.empty()
        : Optional.of(
            new MetricCurve(
                7,
                2,
                pick(random, NUMBERS),
                0,
                pick(random, NUMBERS) + 0.0,
                -5,
                pick(random, NUMBERS) + 0.0,
                random.nextInt(2),
                pick(random, NUMBERS),
                0,
                1,
                3));
  }

  static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
