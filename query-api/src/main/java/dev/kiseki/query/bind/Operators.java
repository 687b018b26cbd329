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

  private Operators() {}

  /** The left side of a condition names something. */
  static void requireIdentifier(Operand left) {
    if (!left.identifier()) {
      throw FilterFault.at(
          left,
          "Invalid comparison clause. Expected 'Identifier' found '"
              + FilterFault.quote(left.source())
              + "'");
    }
  }

  static Comparison number(Condition.Comparison condition, String allowed) {
    return Comparison.ofSymbol(condition.operator()).orElseThrow(() -> unknown(condition, allowed));
  }

  static TextTest text(Condition.Comparison condition, String value, String allowed) {
    return textTest(condition.operator(), value).orElseThrow(() -> unknown(condition, allowed));
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

  static TextTest list(Condition.Comparison condition, Set<String> members, String allowed) {
    return switch (condition.operator()) {
      case "IN" -> new TextTest.OneOf(members);
      case "NOT IN" -> new TextTest.NoneOf(members);
      case "=", "!=", "LIKE", "ILIKE" ->
          throw FilterFault.at(
              condition.right(),
              "Expected a quoted string value for comparator '"
                  + condition.operator()
                  + "'. Got value "
                  + FilterFault.quote(condition.right().source()));
      default -> throw unknown(condition, allowed);
    };
  }

  static TrackingException unknown(Condition.Comparison condition, String allowed) {
    return FilterFault.at(
        condition.operatorPosition(),
        "Invalid comparator '"
            + FilterFault.quote(condition.operator())
            + "' not one of "
            + allowed);
  }
}
