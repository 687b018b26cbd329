package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.filter.Filter;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.PointMatch;
import dev.kiseki.store.scan.PointMatch.Dataset;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TextOf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Binds filters and orders of logged models: MLflow 3.17.2's rules and complaints. */
public final class ModelBinder {
  private static final String METRICS = "metrics";

  private ModelBinder() {}

  /**
   * @param nowMillis what now() means
   * @param datasets what conditions on metrics are restricted to; without such a condition: a point
   *     of the model must be one with one of them
   * @throws TrackingException INVALID_PARAMETER_VALUE, with the position
   */
  public static RunPredicate.AllOf predicate(
      Filter filter, long nowMillis, List<Dataset> datasets) {
    Expressions<RunPredicate> expressions =
        new Expressions<>(
            new ModelConditions(nowMillis, datasets),
            RunBinder::all,
            RunPredicate.AnyOf::new,
            RunPredicate.Not::new);
    RunPredicate.AllOf filtered = RunBinder.all(List.of(filter.root().match(expressions).bind()));
    if (datasets.isEmpty() || namesAPoint(filtered)) {
      return filtered;
    }
    return RunBinder.all(List.of(filtered, new PointMatch(Optional.empty(), List.of(), datasets)));
  }

  private static boolean namesAPoint(RunPredicate predicate) {
    if (predicate instanceof RunPredicate.AllOf all) {
      return all.terms().stream().anyMatch(ModelBinder::namesAPoint);
    }
    if (predicate instanceof RunPredicate.AnyOf any) {
      return any.terms().stream().anyMatch(ModelBinder::namesAPoint);
    }
    if (predicate instanceof RunPredicate.Not not) {
      return namesAPoint(not.term());
    }
    return predicate instanceof PointMatch;
  }

  /**
   * Of a field that comes twice the first decides, as in MLflow.
   *
   * @throws TrackingException INVALID_PARAMETER_VALUE for what is neither a metric nor an attribute
   */
  public static List<OrderKey> order(List<ModelOrderField> fields) {
    List<OrderKey> keys = new ArrayList<>();
    Set<OrderKey.Source> seen = new HashSet<>();
    for (ModelOrderField field : fields) {
      OrderKey.Source source = source(field);
      if (seen.add(source)) {
        keys.add(new OrderKey(source, field.ascending()));
      }
    }
    return keys;
  }

  private static OrderKey.Source source(ModelOrderField field) {
    String name = field.field();
    int dot = name.indexOf('.');
    if (dot < 0) {
      return ModelKeys.time(name)
          .<OrderKey.Source>map(OrderKey.Time::new)
          .or(() -> ModelKeys.text(name).map(text -> new OrderKey.Text(new TextOf.Attribute(text))))
          .orElseThrow(() -> invalid(name, ""));
    }
    if (!name.substring(0, dot).equals(METRICS)) {
      throw invalid(name, ". Only metrics are supported.");
    }
    String key = Identifier.unwrap(name.substring(dot + 1), '`');
    return field.datasetName().isEmpty() && field.datasetDigest().isEmpty()
        ? new OrderKey.Metric(key)
        : new OrderKey.Point(key, field.datasetName(), field.datasetDigest());
  }

  private static TrackingException invalid(String name, String why) {
    return TrackingException.invalid(
        "Invalid order by field name: " + FilterFault.quote(name) + why);
  }
}
