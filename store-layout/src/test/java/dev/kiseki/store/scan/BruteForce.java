package dev.kiseki.store.scan;

import dev.kiseki.event.KeyValue;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.MetricCurve;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The answer by the slowest and plainest means, written apart from what it checks. */
public final class BruteForce {
  private BruteForce() {}

  public static List<String> ids(List<RunView> runs, RunQuery query) {
    List<RunView> rows = new ArrayList<>();
    for (RunView run : runs) {
      boolean seen =
          switch (query.view()) {
            case ACTIVE_ONLY -> run.stage().text().equals("active");
            case DELETED_ONLY -> run.stage().text().equals("deleted");
            case ALL -> true;
          };
      boolean model = run.run().model().isPresent();
      if (seen
          && model == (query.kind().number() == 1)
          && query.experiments().contains(run.run().experiment())
          && holds(query.predicate(), run.run())) {
        rows.add(run);
      }
    }
    Comparator<RunView> order = Comparator.comparing(view -> 0);
    boolean byStart = false;
    for (OrderKey key : query.order()) {
      order = order.thenComparing((a, b) -> compare(key, a.run(), b.run()));
      byStart |= key.source().equals(new OrderKey.Time(TimeAttribute.START_TIME));
    }
    if (!byStart) {
      order = order.thenComparing(view -> -view.run().startTimeMillis());
    }
    rows.sort(order.thenComparing(view -> view.run().id().text()));
    return rows.stream().map(view -> view.run().id().text()).toList();
  }

  private static int compare(OrderKey key, RunDocument a, RunDocument b) {
    int byGroup = Integer.compare(group(key, a), group(key, b));
    if (byGroup != 0 || group(key, a) != 0) {
      return byGroup;
    }
    int ascending;
    if (key.source() instanceof OrderKey.Point point) {
      ascending =
          decimal(latest(a, point).orElseThrow())
              .compareTo(decimal(latest(b, point).orElseThrow()));
    } else if (key.source() instanceof OrderKey.Metric metric) {
      ascending = decimal(number(a, metric)).compareTo(decimal(number(b, metric)));
    } else if (key.source() instanceof OrderKey.Text text) {
      ascending =
          Arrays.compareUnsigned(
              text.of().in(a).orElseThrow().getBytes(StandardCharsets.UTF_8),
              text.of().in(b).orElseThrow().getBytes(StandardCharsets.UTF_8));
    } else {
      TimeAttribute time = ((OrderKey.Time) key.source()).attribute();
      ascending = time(time, a).orElseThrow().compareTo(time(time, b).orElseThrow());
    }
    return key.ascending() ? ascending : -ascending;
  }

  private static Optional<Double> latest(RunDocument run, OrderKey.Point of) {
    ModelPart.ModelPoint latest = null;
    for (ModelPart.ModelPoint point : run.model().orElseThrow().points()) {
      if (!point.key().equals(of.key())
          || (!of.datasetName().isEmpty() && !of.datasetName().equals(point.datasetName()))
          || (!of.datasetDigest().isEmpty() && !of.datasetDigest().equals(point.datasetDigest()))) {
        continue;
      }
      boolean later =
          latest == null
              || point.timestamp() > latest.timestamp()
              || (point.timestamp() == latest.timestamp()
                  && (point.step() > latest.step()
                      || (point.step() == latest.step()
                          && point.runId().compareTo(latest.runId()) <= 0)));
      latest = later ? point : latest;
    }
    return latest == null ? Optional.empty() : Optional.of(latest.value());
  }

  private static boolean holds(PointMatch match, ModelPart.ModelPoint point) {
    boolean datasets = match.datasets().isEmpty();
    for (PointMatch.Dataset dataset : match.datasets()) {
      datasets |=
          dataset.name().equals(point.datasetName())
              && dataset.digest().orElse(point.datasetDigest()).equals(point.datasetDigest());
    }
    return datasets
        && match.key().orElse(point.key()).equals(point.key())
        && match.tests().stream().allMatch(test -> holds(test, point.value()));
  }

  private static boolean holds(PointMatch.ValueTest test, double value) {
    if (Double.isNaN(value)) {
      return test.comparison() == Comparison.NOT_EQUAL;
    }
    return holds(test.comparison(), order(value, test.value()));
  }

  private static int order(double number, double literal) {
    return Double.isInfinite(literal)
        ? (literal > 0 ? -1 : 1)
        : decimal(number).compareTo(decimal(literal));
  }

  private static double number(RunDocument run, OrderKey.Metric metric) {
    return number(run.metrics().get(metric.key()).orElseThrow(), metric.of());
  }

  private static double number(LatestMetric metric, MetricAggregate of) {
    if (of == MetricAggregate.LAST || metric.curve().isEmpty()) {
      return alone(metric, of);
    }
    MetricCurve curve = metric.curve().get();
    long numbers = curve.count() - curve.nans();
    return switch (of) {
      case LAST -> metric.value();
      case FIRST -> curve.first();
      case MIN -> curve.min();
      case MAX -> curve.max();
      case COUNT -> (double) curve.count();
      case MEAN -> numbers == 0 ? Double.NaN : (curve.sum() + curve.sumError()) / (double) numbers;
      case MIN_STEP -> numbers == 0 ? Double.NaN : (double) curve.minStep();
      case MAX_STEP -> numbers == 0 ? Double.NaN : (double) curve.maxStep();
      case NAN_STEP -> curve.nans() > 0 ? (double) curve.nanStep() : Double.NaN;
    };
  }

  private static double alone(LatestMetric metric, MetricAggregate of) {
    return switch (of) {
      case LAST, FIRST, MIN, MAX, MEAN -> metric.value();
      case COUNT -> 1;
      case MIN_STEP, MAX_STEP -> Double.isNaN(metric.value()) ? Double.NaN : (double) metric.step();
      case NAN_STEP -> Double.isNaN(metric.value()) ? (double) metric.step() : Double.NaN;
    };
  }

  private static BigDecimal decimal(double value) {
    if (Double.isInfinite(value)) {
      return new BigDecimal(Math.copySign(Double.MAX_VALUE, value));
    }
    return new BigDecimal(value);
  }

  private static int group(OrderKey key, RunDocument run) {
    if (key.source() instanceof OrderKey.Point point) {
      return latest(run, point).map(value -> Double.isNaN(value) ? 1 : 0).orElse(2);
    }
    if (key.source() instanceof OrderKey.Metric metric) {
      return run.metrics()
          .get(metric.key())
          .map(m -> Double.isNaN(number(m, metric.of())) ? 1 : 0)
          .orElse(2);
    }
    if (key.source() instanceof OrderKey.Text text) {
      return text.of().in(run).isPresent() ? 0 : 2;
    }
    return time(((OrderKey.Time) key.source()).attribute(), run).isPresent() ? 0 : 2;
  }

  private static Optional<BigDecimal> time(TimeAttribute attribute, RunDocument run) {
    BigDecimal start = new BigDecimal(run.startTimeMillis());
    if (attribute == TimeAttribute.START_TIME) {
      return Optional.of(start);
    }
    if (run.endTimeMillis().isEmpty()) {
      return Optional.empty();
    }
    BigDecimal end = new BigDecimal(run.endTimeMillis().getAsLong());
    return Optional.of(attribute == TimeAttribute.END_TIME ? end : end.subtract(start));
  }

  private static boolean holds(RunPredicate predicate, RunDocument run) {
    if (predicate instanceof RunPredicate.AllOf all) {
      return all.terms().stream().allMatch(term -> holds(term, run));
    }
    if (predicate instanceof RunPredicate.AnyOf any) {
      return !any.terms().stream().allMatch(term -> !holds(term, run));
    }
    if (predicate instanceof RunPredicate.Not not) {
      return !holds(not.term(), run);
    }
    if (predicate instanceof PointMatch match) {
      return run.model().orElseThrow().points().stream().anyMatch(point -> holds(match, point));
    }
    if (predicate instanceof RunPredicate.MetricPresence presence) {
      return run.metrics().get(presence.key()).isPresent() == presence.present();
    }
    if (predicate instanceof RunPredicate.TimePresence presence) {
      return time(presence.attribute(), run).isPresent() == presence.present();
    }
    if (predicate instanceof RunPredicate.MetricCompare compare) {
      var metric = run.metrics().get(compare.key());
      if (metric.isEmpty()) {
        return false;
      }
      double number = number(metric.get(), compare.of());
      if (Double.isNaN(number)) {
        return compare.comparison() == Comparison.NOT_EQUAL;
      }
      return holds(compare.comparison(), order(number, compare.value()));
    }
    if (predicate instanceof RunPredicate.TimeCompare compare) {
      var time = time(compare.attribute(), run);
      BigDecimal literal =
          new BigDecimal(compare.whole())
              .add(compare.fraction() ? new BigDecimal("0.5") : BigDecimal.ZERO);
      return time.isPresent() && holds(compare.comparison(), time.get().compareTo(literal));
    }
    if (predicate instanceof RunPredicate.Presence presence) {
      return presence.source().in(run).isPresent() == presence.present();
    }
    if (predicate instanceof RunPredicate.TextMatch match) {
      Optional<String> text = match.source().in(run);
      return text.isPresent() && holds(match.test(), text.get());
    }
    if (predicate instanceof RunPredicate.DatasetMatch match) {
      return run.links().datasets().stream()
          .map(
              use ->
                  switch (match.field()) {
                    case NAME -> List.of(use.name());
                    case DIGEST -> List.of(use.digest());
                    case CONTEXT ->
                        use.tags().stream()
                            .filter(tag -> tag.key().equals("mlflow.data.context"))
                            .map(KeyValue::value)
                            .toList();
                  })
          .flatMap(List::stream)
          .anyMatch(text -> holds(match.test(), text));
    }
    return false;
  }

  private static boolean holds(Comparison comparison, int order) {
    return switch (comparison.symbol()) {
      case "=" -> order == 0;
      case "!=" -> order != 0;
      case ">" -> order > 0;
      case ">=" -> order >= 0;
      case "<" -> order < 0;
      default -> order <= 0;
    };
  }

  private static boolean holds(TextTest test, String text) {
    if (test instanceof TextTest.Equal equal) {
      return equal.text().equals(text);
    }
    if (test instanceof TextTest.NotEqual equal) {
      return !equal.text().equals(text);
    }
    if (test instanceof TextTest.OneOf one) {
      return one.members().contains(text);
    }
    if (test instanceof TextTest.NoneOf none) {
      return !none.members().contains(text);
    }
    if (test instanceof TextTest.Between between) {
      boolean low = Arrays.compareUnsigned(utf8(between.low()), utf8(text)) <= 0;
      boolean high = Arrays.compareUnsigned(utf8(text), utf8(between.high())) <= 0;
      return between.inside() ? low && high : !low || !high;
    }
    TextTest.Like like = (TextTest.Like) test;
    return likeByRegex(like.pattern(), text, like.ignoreCase());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static boolean likeByRegex(String pattern, String text, boolean ignoreCase) {
    StringBuilder regex = new StringBuilder();
    pattern
        .codePoints()
        .forEach(
            c ->
                regex.append(
                    c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(Character.toString(c))));
    int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    return Pattern.compile(regex.toString(), flags).matcher(text).matches();
  }
}
