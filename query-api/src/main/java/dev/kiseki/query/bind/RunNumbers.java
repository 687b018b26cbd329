package dev.kiseki.query.bind;

import dev.kiseki.query.bind.RunKeys.RunKey;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TimeAttribute;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Reads conditions on what is a number: metrics, times and durations. */
final class RunNumbers {
  private final long nowMillis;

  RunNumbers(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  /**
   * A type of values.
   *
   * @param expected MLflow's words for a value of another type
   */
  private record Type<V>(
      String expected,
      String allowed,
      Function<Operand, Optional<V>> read,
      Numbers<V, RunPredicate> numbers) {
    V value(Operand operand) {
      return read.apply(operand)
          .orElseThrow(() -> Literals.noNumber(operand, operand, expected, allowed));
    }

    Checked<RunPredicate> comparison(Condition.Comparison condition, String mlflowOperators) {
      if (Operators.membership(condition) && condition.right() instanceof Operand.Listing listing) {
        List<V> members = Literals.members(listing, expected, allowed, read);
        return () -> numbers.among(condition, members);
      }
      V value = value(condition.right());
      return () -> {
        Comparison comparison = Operators.number(condition, mlflowOperators);
        return numbers.compare(comparison, value);
      };
    }

    Checked<RunPredicate> between(Condition.Between condition) {
      V low = value(condition.low());
      V high = value(condition.high());
      return () -> numbers.between(condition, low, high);
    }
  }

  Checked<RunPredicate> metric(RunKey key, Condition.Comparison condition) {
    return metric(key).comparison(condition, Operators.NUMERIC);
  }

  Checked<RunPredicate> metric(RunKey key, Condition.Between condition) {
    return metric(key).between(condition);
  }

  Checked<RunPredicate> time(RunKey key, TimeAttribute attribute, Condition.Comparison condition) {
    return time(key, attribute).comparison(condition, Operators.TIME);
  }

  Checked<RunPredicate> time(RunKey key, TimeAttribute attribute, Condition.Between condition) {
    return time(key, attribute).between(condition);
  }

  private static Type<Double> metric(RunKey key) {
    return new Type<>(
        "Expected numeric value type for metric",
        "numbers, as 0.9, -1 or 1e-3",
        operand ->
            operand instanceof Operand.Figure figure
                ? Optional.of(Double.parseDouble(figure.source()))
                : Optional.empty(),
        numbers(
            (comparison, value) ->
                new RunPredicate.MetricCompare(key.key(), key.aggregate(), comparison, value)));
  }

  private Type<TimeLiteral> time(RunKey key, TimeAttribute attribute) {
    boolean duration = attribute == TimeAttribute.DURATION;
    return new Type<>(
        "Expected numeric value type for numeric attribute: " + key.key(),
        duration
            ? "milliseconds, or digits and one of the units ms, s, m, h, d, w, as 90m"
            : "milliseconds since 1970 in UTC, or now() - 7d",
        operand -> literal(operand, duration),
        numbers(
            (comparison, value) ->
                new RunPredicate.TimeCompare(
                    attribute, comparison, value.whole(), value.fraction())));
  }

  private Optional<TimeLiteral> literal(Operand operand, boolean duration) {
    if (operand instanceof Operand.Figure figure) {
      return Optional.of(TimeLiteral.of(figure));
    }
    if (duration) {
      return operand instanceof Operand.Span span
          ? Optional.of(TimeLiteral.of(span.millis()))
          : Optional.empty();
    }
    return operand instanceof Operand.Moment moment
        ? Optional.of(TimeLiteral.of(moment, nowMillis))
        : Optional.empty();
  }

  private static <V> Numbers<V, RunPredicate> numbers(
      BiFunction<Comparison, V, RunPredicate> compare) {
    return new Numbers<>(compare, RunPredicate.AllOf::new, RunPredicate.AnyOf::new);
  }
}
