package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.TextTest;
import java.util.Optional;
import java.util.Set;

/**
 * Which operators a type has. MLflow names the allowed ones as a Python set, in random order and
 * mostly without the closing quote; here they are in the order of its source, quotes as there.
 */
final class Operators {
  static final String NUMERIC = "'{'>', '>=', '!=', '=', '<', '<='}";
  static final String KEYED = "'{'!=', '=', 'LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL'}'";
  static final String KEYED_TAG = "'{'!=', '=', 'LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL'}";
  static final String ATTRIBUTE = "'{'!=', '=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'}'";

  /** MLflow names the operators of text attributes here, which are of no help. */
  static final String TIME = NUMERIC;

  static final String DATASET = "'{'!=', '=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'}";

  /** All that a number or a time has, MLflow's and what Kiseki adds. */
  static final String ALL_OF_NUMBERS =
      "=, !=, <, <=, >, >=, IN, NOT IN, BETWEEN, NOT BETWEEN, IS NULL, IS NOT NULL";

  /** All that a text has. */
  static final String ALL_OF_TEXTS =
      "=, !=, LIKE, ILIKE, IN, NOT IN, BETWEEN, NOT BETWEEN, IS NULL, IS NOT NULL; NOT LIKE is"
          + " written as NOT before the whole condition";

  private Operators() {}

  /** The left side of a condition names something. */
  static void requireIdentifier(Operand left, String allowed) {
    if (!left.identifier()) {
      throw FilterFault.at(left.position(), noIdentifier(left), allowed);
    }
  }

  /** MLflow's words for what is no key. */
  static String noIdentifier(Operand left) {
    return "Invalid comparison clause. Expected 'Identifier' found '"
        + FilterFault.quote(left.source())
        + "'";
  }

  static Comparison number(Condition.Comparison condition, String mlflow) {
    return Comparison.ofSymbol(condition.operator())
        .orElseThrow(() -> unknown(condition, mlflow, ALL_OF_NUMBERS));
  }

  static TextTest text(Condition.Comparison condition, String value, String mlflow) {
    return textTest(condition.operator(), value)
        .orElseThrow(() -> unknown(condition, mlflow, ALL_OF_TEXTS));
  }

  /** Whether the condition asks for membership in a list, and has one. */
  static boolean membership(Condition.Comparison condition) {
    return condition.right() instanceof Operand.Listing
        && (condition.operator().equals("IN") || condition.operator().equals("NOT IN"));
  }

  static TextTest membership(Condition.Comparison condition, Set<String> members) {
    return condition.operator().equals("IN")
        ? new TextTest.OneOf(members)
        : new TextTest.NoneOf(members);
  }

  static Optional<TextTest> textTest(String operator, String value) {
    return switch (operator) {
      case "=" -> Optional.of(new TextTest.Equal(value));
      case "!=" -> Optional.of(new TextTest.NotEqual(value));
      case "LIKE" -> Optional.of(new TextTest.Like(value, false));
      case "ILIKE" -> Optional.of(new TextTest.Like(value, true));
      default -> Optional.empty();
    };
  }

  static TextTest list(Condition.Comparison condition, Set<String> members, String mlflow) {
    return switch (condition.operator()) {
      case "IN", "NOT IN" -> membership(condition, members);
      case "=", "!=", "LIKE", "ILIKE" ->
          throw FilterFault.at(
              condition.right().position(),
              "Expected a quoted string value for comparator '"
                  + condition.operator()
                  + "'. Got value "
                  + FilterFault.quote(condition.right().source()),
              "a list after IN and NOT IN only");
      default -> throw unknown(condition, mlflow, ALL_OF_TEXTS);
    };
  }

  private static TrackingException unknown(
      Condition.Comparison condition, String mlflow, String allowed) {
    return FilterFault.at(
        condition.operatorPosition(),
        "Invalid comparator '" + FilterFault.quote(condition.operator()) + "' not one of " + mlflow,
        allowed);
  }
}
