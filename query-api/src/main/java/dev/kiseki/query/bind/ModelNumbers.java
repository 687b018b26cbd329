package dev.kiseki.query.bind;

import dev.kiseki.query.bind.ModelKeys.ModelKey;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.PointMatch;
import dev.kiseki.store.scan.PointMatch.Dataset;
import dev.kiseki.store.scan.PointMatch.ValueTest;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TimeAttribute;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads conditions of logged models on what is a number. One on a metric holds when a single point
 * of it passes all that the condition says.
 */
final class ModelNumbers {
  private static final String OPERATORS = "('<', '<=', '>', '>=', '=', '!=')";

  private final long nowMillis;
  private final List<Dataset> datasets;

  ModelNumbers(long nowMillis, List<Dataset> datasets) {
    this.nowMillis = nowMillis;
    this.datasets = List.copyOf(datasets);
  }

  /**
   * A type of values and what compares them.
   *
   * @param noneOf holds when a value is there that is none of these
   * @param between holds when a value is there between both, which belong to it
   */
  private record Type<V>(
      String expected,
      String allowed,
      Function<Operand, Optional<V>> read,
      BiFunction<Comparison, V, RunPredicate> compare,
      Function<List<V>, RunPredicate> noneOf,
      BiFunction<V, V, RunPredicate> between) {
    V value(Operand operand) {
      return read.apply(operand)
          .orElseThrow(() -> Literals.noNumber(operand, operand, expected, allowed));
    }
  }

  RunPredicate present(ModelKey key, boolean present) {
    if (datasets.isEmpty() || key.aggregate().isPresent()) {
      return new RunPredicate.MetricPresence(key.key(), present);
    }
    RunPredicate some = point(key, List.of());
    return present ? some : new RunPredicate.Not(some);
  }

  Checked<RunPredicate> metric(ModelKey key, Condition.Comparison condition) {
    return comparison(key, metric(key), condition);
  }

  Checked<RunPredicate> metric(ModelKey key, Condition.Between condition) {
    return between(metric(key), condition);
  }

  Checked<RunPredicate> time(
      ModelKey key, TimeAttribute attribute, Condition.Comparison condition) {
    return comparison(key, time(key, attribute), condition);
  }

  Checked<RunPredicate> time(ModelKey key, TimeAttribute attribute, Condition.Between condition) {
    return between(time(key, attribute), condition);
  }

  private static <V> Checked<RunPredicate> comparison(
      ModelKey key, Type<V> type, Condition.Comparison condition) {
    Optional<Comparison> comparison = Comparison.ofSymbol(condition.operator());
    boolean membership = Operators.membership(condition);
    if (comparison.isEmpty() && !membership) {
      // Before the value, which another operator would want to be a text.
      throw ModelConditions.unknown(condition, key, OPERATORS, Operators.ALL_OF_NUMBERS);
    }
    if (membership && condition.right() instanceof Operand.Listing listing) {
      List<V> members = Literals.members(listing, type.expected(), type.allowed(), type.read());
      return () ->
          condition.operator().equals("IN")
              ? new RunPredicate.AnyOf(
                  members.stream()
                      .map(member -> type.compare().apply(Comparison.EQUAL, member))
                      .toList())
              : type.noneOf().apply(members);
    }
    V value = type.value(condition.right());
    return () -> type.compare().apply(comparison.orElseThrow(), value);
  }

  private static <V> Checked<RunPredicate> between(Type<V> type, Condition.Between condition) {
    V low = type.value(condition.low());
    V high = type.value(condition.high());
    return () ->
        condition.negated()
            ? new RunPredicate.AnyOf(
                List.of(
                    type.compare().apply(Comparison.LESS, low),
                    type.compare().apply(Comparison.GREATER, high)))
            : type.between().apply(low, high);
  }

  private Type<Double> metric(ModelKey key) {
    return new Type<>(
        "Expected numeric value type for metric",
        "numbers, as 0.9, -1 or 1e-3",
        operand ->
            operand instanceof Operand.Figure figure
                ? Optional.of(Double.parseDouble(figure.source()))
                : Optional.empty(),
        (comparison, value) -> all(key, List.of(new ValueTest(comparison, value))),
        members ->
            all(
                key,
                members.stream()
                    .map(member -> new ValueTest(Comparison.NOT_EQUAL, member))
                    .toList()),
        (low, high) ->
            all(
                key,
                List.of(
                    new ValueTest(Comparison.GREATER_OR_EQUAL, low),
                    new ValueTest(Comparison.LESS_OR_EQUAL, high))));
  }

  /** Of one point; of the one number that a function makes of all points, where one is named. */
  private RunPredicate all(ModelKey key, List<ValueTest> tests) {
    if (key.aggregate().isEmpty()) {
      return point(key, tests);
    }
    return new RunPredicate.AllOf(
        tests.stream()
            .<RunPredicate>map(
                test ->
                    new RunPredicate.MetricCompare(
                        key.key(), key.aggregate().get(), test.comparison(), test.value()))
            .toList());
  }

  private PointMatch point(ModelKey key, List<ValueTest> tests) {
    return new PointMatch(Optional.of(key.key()), tests, datasets);
  }

  private Type<TimeLiteral> time(ModelKey key, TimeAttribute attribute) {
    BiFunction<Comparison, TimeLiteral, RunPredicate> compare =
        (comparison, value) ->
            new RunPredicate.TimeCompare(attribute, comparison, value.whole(), value.fraction());
    return new Type<>(
        "Expected numeric value type for numeric attribute: " + key.key(),
        "milliseconds since 1970 in UTC, or now() - 7d",
        this::literal,
        compare,
        members ->
            new RunPredicate.AllOf(
                members.stream()
                    .map(member -> compare.apply(Comparison.NOT_EQUAL, member))
                    .toList()),
        (low, high) ->
            new RunPredicate.AllOf(
                List.of(
                    compare.apply(Comparison.GREATER_OR_EQUAL, low),
                    compare.apply(Comparison.LESS_OR_EQUAL, high))));
  }

  private Optional<TimeLiteral> literal(Operand operand) {
    if (operand instanceof Operand.Figure figure) {
      return Optional.of(TimeLiteral.of(figure));
    }
    return operand instanceof Operand.Moment moment
        ? Optional.of(TimeLiteral.of(moment, nowMillis))
        : Optional.empty();
  }
}
