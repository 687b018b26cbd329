package dev.kiseki.store.scan;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.store.document.DatasetUse;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.MetricCurve;
import dev.kiseki.store.document.RecentBatches;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.document.RunView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/** Run documents for tests: by hand, and at random from small vocabularies, so that much ties. */
public final class RunFixtures {
  /** Longer than what an index keeps of a text. */
  private static final String LONG = "é".repeat(40);

  static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "B",
          "ab",
          "aB%_",
          "é",
          "😀",
          "～",
          "10",
          "9",
          "a\nb",
          "FINISHED",
          LONG + "x",
          LONG + "y");
  static final List<Double> NUMBERS =
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
  static final List<String> KEYS = List.of("k", "l", "mlflow.runName");

  private RunFixtures() {}

  public static RunView run(String id, Map<String, Double> metrics, Map<String, String> params) {
    KeyedMap<LatestMetric> latest = KeyedMap.empty();
    for (var metric : metrics.entrySet()) {
      latest = latest.with(metric.getKey(), new LatestMetric(metric.getValue(), 1, 0));
    }
    return view(id, 0, 1000, OptionalLong.empty(), texts(params), KeyedMap.empty(), latest);
  }

  /**
   * @param start epoch milliseconds
   */
  public static RunView run(
      String id,
      long start,
      Map<String, Double> metrics,
      Map<String, String> params,
      Map<String, String> tags) {
    KeyedMap<LatestMetric> latest = KeyedMap.empty();
    for (var metric : metrics.entrySet()) {
      latest = latest.with(metric.getKey(), new LatestMetric(metric.getValue(), 1, 0));
    }
    return view(id, 0, start, OptionalLong.empty(), texts(params), texts(tags), latest);
  }

  /** A run with nothing logged. */
  public static RunView inExperiment(String id, long experiment) {
    return view(
        id,
        experiment,
        1000,
        OptionalLong.empty(),
        KeyedMap.empty(),
        KeyedMap.empty(),
        KeyedMap.empty());
  }

  static KeyedMap<String> texts(Map<String, String> entries) {
    KeyedMap<String> texts = KeyedMap.empty();
    for (var entry : entries.entrySet()) {
      texts = texts.with(entry.getKey(), entry.getValue());
    }
    return texts;
  }

  static RunView view(
      String id,
      long experiment,
      long start,
      OptionalLong end,
      KeyedMap<String> params,
      KeyedMap<String> tags,
      KeyedMap<LatestMetric> metrics) {
    RunDocument document =
        new RunDocument(
            new RunId(id),
            new ExperimentId(experiment),
            "run " + id,
            "user",
            RunStatus.FINISHED,
            start,
            end,
            "mlflow-artifacts:/0/" + id,
            LifecycleStage.ACTIVE,
            0,
            0,
            params,
            tags,
            metrics,
            1);
    return new RunView(document, LifecycleStage.ACTIVE);
  }

  /** Runs with distinct ids in no order. */
  public static List<RunView> randomRuns(Random random, int count) {
    List<RunView> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = String.format("%08x%08x", random.nextInt(), i);
      RunDocument document =
          new RunDocument(
              new RunId(id),
              new ExperimentId(random.nextInt(3)),
              pick(random, TEXTS),
              pick(random, TEXTS),
              pick(random, List.of(RunStatus.values())),
              random.nextInt(4),
              random.nextBoolean() ? OptionalLong.of(random.nextInt(4)) : OptionalLong.empty(),
              pick(random, TEXTS),
              LifecycleStage.ACTIVE,
              0,
              0,
              randomTexts(random),
              randomTexts(random),
              randomMetrics(random),
              RecentBatches.NONE,
              randomLinks(random),
              Optional.empty(),
              i);
      LifecycleStage stage =
          random.nextInt(4) == 0 ? LifecycleStage.DELETED : LifecycleStage.ACTIVE;
      runs.add(new RunView(document, stage, datasets(document)));
    }
    return runs;
  }

  private static RunLinks randomLinks(Random random) {
    Map<String, DatasetUse> uses = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = pick(random, TEXTS);
      List<KeyValue> context =
          random.nextInt(3) == 0
              ? List.of()
              : List.of(new KeyValue("mlflow.data.context", pick(random, TEXTS)));
      uses.put(name, new DatasetUse(name, pick(random, TEXTS), context));
    }
    return new RunLinks(List.copyOf(uses.values()), List.of(), List.of(), 0);
  }

  /** What the data sets are that a run uses; the same for all runs. */
  public static List<Dataset> datasets(RunDocument run) {
    return run.links().datasets().stream()
        .map(
            use ->
                new Dataset(use.name(), use.digest(), "t", "s", Optional.empty(), Optional.empty()))
        .toList();
  }

  static KeyedMap<String> randomTexts(Random random) {
    KeyedMap<String> texts = KeyedMap.empty();
    for (String key : KEYS) {
      texts = random.nextBoolean() ? texts.with(key, pick(random, TEXTS)) : texts;
    }
    return texts;
  }

  private static KeyedMap<LatestMetric> randomMetrics(Random random) {
    KeyedMap<LatestMetric> metrics = KeyedMap.empty();
    for (String key : KEYS) {
      metrics =
          random.nextBoolean()
              ? metrics.with(
                  key, new LatestMetric(pick(random, NUMBERS), 1, 2, randomCurve(random)))
              : metrics;
    }
    return metrics;
  }

  /** Searches take it as it is, so its numbers need not fit together. */
  private static Optional<MetricCurve> randomCurve(Random random) {
    if (random.nextBoolean()) {
      return Optional.empty();
    }
    boolean nan = random.nextInt(5) == 0;
    long count = 2L + random.nextInt(3);
    long nans = nan ? count : random.nextInt(2);
    return Optional.of(
        new MetricCurve(
            count,
            nans,
            nan ? 0 : pick(random, NUMBERS),
            0,
            nan ? Double.NaN : pick(random, NUMBERS) + 0.0,
            random.nextInt(3),
            nan ? Double.NaN : pick(random, NUMBERS) + 0.0,
            random.nextInt(3),
            pick(random, NUMBERS),
            0,
            1,
            nans == 0 ? 0 : random.nextInt(3)));
  }

  /** Runs and logged models side by side. */
  public static List<RunView> randomDocuments(Random random, int count) {
    List<RunView> documents = new ArrayList<>(randomRuns(random, count - count / 3));
    documents.addAll(ModelFixtures.randomModels(random, count / 3));
    Collections.shuffle(documents, random);
    return documents;
  }

  /** A query of any kind. */
  public static RunQuery randomQueryOfAnyKind(Random random) {
    return randomQuery(random, pick(random, List.of(DocumentKind.values())));
  }

  public static RunQuery randomQuery(Random random) {
    return randomQuery(random, DocumentKind.RUN);
  }

  private static RunQuery randomQuery(Random random, DocumentKind kind) {
    List<RunPredicate> terms = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      terms.add(randomPredicate(random, kind, 4));
    }
    List<OrderKey> order = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      OrderKey key = new OrderKey(randomSource(random, kind), random.nextBoolean());
      if (order.stream().noneMatch(other -> other.source().equals(key.source()))) {
        order.add(key);
      }
    }
    Set<ExperimentId> experiments =
        random.nextInt(8) == 0
            ? Set.of()
            : Set.of(new ExperimentId(random.nextInt(3)), new ExperimentId(7));
    return new RunQuery(
        kind,
        experiments,
        pick(random, List.of(ViewType.values())),
        new RunPredicate.AllOf(terms),
        order,
        Optional.empty());
  }

  private static OrderKey.Source randomSource(Random random, DocumentKind kind) {
    if (kind == DocumentKind.LOGGED_MODEL && random.nextInt(5) == 0) {
      return new OrderKey.Point(
          pick(random, KEYS),
          pick(random, ModelFixtures.DATASETS),
          pick(random, ModelFixtures.DIGESTS));
    }
    return switch (random.nextInt(3)) {
      case 0 -> new OrderKey.Metric(pick(random, KEYS), randomAggregate(random));
      case 1 -> new OrderKey.Text(randomText(random, kind));
      default -> new OrderKey.Time(pick(random, List.of(TimeAttribute.values())));
    };
  }

  private static MetricAggregate randomAggregate(Random random) {
    return random.nextBoolean()
        ? MetricAggregate.LAST
        : pick(random, List.of(MetricAggregate.values()));
  }

  /** Those that an entry in an index may stand for: runs have none of a model's type. */
  private static List<TextAttribute> attributes(DocumentKind kind) {
    return switch (kind) {
      case RUN ->
          List.of(
              TextAttribute.RUN_ID,
              TextAttribute.RUN_NAME,
              TextAttribute.STATUS,
              TextAttribute.USER_ID,
              TextAttribute.ARTIFACT_URI);
      case LOGGED_MODEL ->
          List.of(
              TextAttribute.RUN_ID,
              TextAttribute.RUN_NAME,
              TextAttribute.ARTIFACT_URI,
              TextAttribute.MODEL_TYPE,
              TextAttribute.SOURCE_RUN_ID,
              TextAttribute.MODEL_STATUS);
    };
  }

  private static TextOf randomText(Random random, DocumentKind kind) {
    return switch (random.nextInt(3)) {
      case 0 -> new TextOf.Param(pick(random, KEYS));
      case 1 -> new TextOf.Tag(pick(random, KEYS));
      default -> new TextOf.Attribute(pick(random, attributes(kind)));
    };
  }

  /** At most so many joins and negations inside each other. */
  static RunPredicate randomPredicate(Random random, DocumentKind kind, int levels) {
    if (levels == 0 || random.nextInt(3) == 0) {
      return randomTerm(random, kind);
    }
    List<RunPredicate> terms = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      terms.add(randomPredicate(random, kind, levels - 1));
    }
    return switch (random.nextInt(3)) {
      case 0 -> new RunPredicate.AllOf(terms);
      case 1 -> new RunPredicate.AnyOf(terms);
      default -> new RunPredicate.Not(randomPredicate(random, kind, levels - 1));
    };
  }

  private static RunPredicate randomTerm(Random random, DocumentKind kind) {
    if (kind == DocumentKind.LOGGED_MODEL && random.nextInt(3) == 0) {
      return ModelFixtures.randomMatch(random);
    }
    Comparison comparison = pick(random, List.of(Comparison.values()));
    return switch (random.nextInt(8)) {
      case 0, 1 -> {
        double value = pick(random, NUMBERS);
        yield new RunPredicate.MetricCompare(
            pick(random, KEYS),
            randomAggregate(random),
            comparison,
            Double.isNaN(value) ? 0.5 : value);
      }
      case 2 ->
          new RunPredicate.TimeCompare(
              pick(random, List.of(TimeAttribute.values())),
              comparison,
              random.nextInt(5) - 1,
              random.nextBoolean());
      case 3 -> new RunPredicate.Presence(randomText(random, kind), random.nextBoolean());
      case 4 ->
          random.nextBoolean()
              ? new RunPredicate.DatasetMatch(
                  pick(random, List.of(DatasetField.values())), randomTest(random))
              : new RunPredicate.TextMatch(randomText(random, kind), randomTest(random));
      case 5 -> new RunPredicate.MetricPresence(pick(random, KEYS), random.nextBoolean());
      case 6 ->
          new RunPredicate.TimePresence(
              pick(random, List.of(TimeAttribute.values())), random.nextBoolean());
      default -> new RunPredicate.TextMatch(randomText(random, kind), randomTest(random));
    };
  }

  private static TextTest randomTest(Random random) {
    String text = pick(random, TEXTS);
    return switch (random.nextInt(6)) {
      case 0 -> new TextTest.Equal(text);
      case 1 -> new TextTest.NotEqual(text);
      case 2 -> new TextTest.Like(text + pick(random, List.of("%", "_", "")), random.nextBoolean());
      case 3 -> new TextTest.Between(text, pick(random, TEXTS), random.nextBoolean());
      case 4 -> new TextTest.OneOf(Set.of(text, "zz"));
      default -> new TextTest.NoneOf(Set.of(text, "zz"));
    };
  }

  public static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
