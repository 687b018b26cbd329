package dev.kiseki.query.bind;

import dev.kiseki.event.rule.PythonText;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.Comparison;
import java.util.List;
import java.util.Optional;

/** Reads conditions on the times of experiments, which MLflow compares with whole numbers only. */
final class ExperimentTimes {
  private static final String ALLOWED = "whole milliseconds since 1970 in UTC, or now() - 7d";

  private final long nowMillis;

  ExperimentTimes(long nowMillis) {
    this.nowMillis = nowMillis;
  }

  /** The operand is kept for the complaint about a fraction, which MLflow makes last. */
  private record Value(Operand operand, TimeLiteral literal) {}

  Checked<ExperimentPredicate> comparison(ExperimentField field, Condition.Comparison condition) {
    if (Operators.membership(condition) && condition.right() instanceof Operand.Listing listing) {
      List<Value> members = Literals.members(listing, expected(field), ALLOWED, this::value);
      return () -> numbers(field).among(condition, members);
    }
    Value value = required(field, condition.right());
    return () -> {
      Comparison comparison = Operators.number(condition, Operators.TIME);
      return numbers(field).compare(comparison, value);
    };
  }

  Checked<ExperimentPredicate> between(ExperimentField field, Condition.Between condition) {
    Value low = required(field, condition.low());
    Value high = required(field, condition.high());
    return () -> numbers(field).between(condition, low, high);
  }

  private Value required(ExperimentField field, Operand operand) {
    return value(operand)
        .orElseThrow(() -> Literals.noNumber(operand, operand, expected(field), ALLOWED));
  }

  private Optional<Value> value(Operand operand) {
    if (operand instanceof Operand.Figure figure) {
      return Optional.of(new Value(operand, TimeLiteral.of(figure)));
    }
    return operand instanceof Operand.Moment moment
        ? Optional.of(new Value(operand, TimeLiteral.of(moment, nowMillis)))
        : Optional.empty();
  }

  private static String expected(ExperimentField field) {
    return "Expected numeric value type for numeric attribute: " + field.key();
  }

  private static Numbers<Value, ExperimentPredicate> numbers(ExperimentField field) {
    return new Numbers<>(
        (comparison, value) -> {
          requireWhole(field, value.operand());
          return new ExperimentPredicate.TimeCompare(
              field, comparison, value.literal().whole(), value.literal().fraction());
        },
        ExperimentPredicate.AllOf::new,
        ExperimentPredicate.AnyOf::new);
  }

  private static void requireWhole(ExperimentField field, Operand operand) {
    if (operand instanceof Operand.Figure figure && !figure.integer()) {
      throw FilterFault.at(
          figure.position(),
          "Invalid value for numeric attribute '"
              + field.key()
              + "': '"
              + PythonText.repr(Double.parseDouble(figure.source()))
              + "'",
          "whole milliseconds");
    }
  }
}
