package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.rule.PythonText;
import dev.kiseki.query.bind.RunKeys.RunKey;
import dev.kiseki.query.filter.Filter;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.query.filter.OrderItem;
import dev.kiseki.query.filter.OrderParser;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TextOf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Binds run filters and orders: MLflow 3.17.2's rules and complaints. */
public final class RunBinder {
  private RunBinder() {}

  /**
   * Keys and values are checked for the whole filter first, operators afterwards, as in MLflow, so
   * that a filter with several faults names the same one.
   *
   * @param nowMillis what now() means
   * @return at its root what must all hold, whatever joins the conditions
   * @throws TrackingException INVALID_PARAMETER_VALUE, with the position
   */
  public static RunPredicate.AllOf predicate(Filter filter, long nowMillis) {
    Expressions<RunPredicate> expressions =
        new Expressions<>(
            new RunConditions(nowMillis),
            RunBinder::all,
            RunPredicate.AnyOf::new,
            RunPredicate.Not::new);
    return all(List.of(filter.root().match(expressions).bind()));
  }

  /** One flat list, however the text nests what AND joins. */
  static RunPredicate.AllOf all(List<RunPredicate> terms) {
    List<RunPredicate> flat = new ArrayList<>();
    for (RunPredicate term : terms) {
      if (term instanceof RunPredicate.AllOf inner) {
        flat.addAll(inner.terms());
      } else {
        flat.add(term);
      }
    }
    return new RunPredicate.AllOf(flat);
  }

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE for a clause that can't be read, an unknown
   *     key, and one that comes twice
   */
  public static List<OrderKey> order(List<String> clauses) {
    List<OrderKey> keys = new ArrayList<>();
    Set<OrderKey.Source> seen = new HashSet<>();
    for (String clause : clauses) {
      OrderItem item = OrderParser.parse(clause);
      OrderKey key = new OrderKey(source(item, clause), item.ascending());
      if (!seen.add(key.source())) {
        throw TrackingException.invalid(
            "`order_by` contains duplicate fields: "
                + FilterFault.quote(
                    clauses.stream()
                        .map(PythonText::repr)
                        .collect(Collectors.joining(", ", "[", "]"))));
      }
      keys.add(key);
    }
    return keys;
  }

  private static OrderKey.Source source(OrderItem item, String clause) {
    Operand name = item.key();
    RunKey key =
        name instanceof Operand.Call call
            ? MetricFunctions.key(call, OrderParser.notParsed(clause))
            : RunKeys.located(name, () -> RunKeys.orderKey(name.source()));
    return switch (key.entity()) {
      case METRIC -> new OrderKey.Metric(key.key(), key.aggregate());
      case PARAM -> new OrderKey.Text(new TextOf.Param(key.key()));
      case TAG -> new OrderKey.Text(new TextOf.Tag(key.key()));
      case ATTRIBUTE ->
          key.time()
              .<OrderKey.Source>map(OrderKey.Time::new)
              .orElseGet(() -> new OrderKey.Text(new TextOf.Attribute(key.textAttribute())));
      case DATASET ->
          throw FilterFault.at(
              name.position(),
              "Invalid identifier type 'dataset'",
              "metrics, params, tags and attributes");
    };
  }
}
