package dev.kiseki.query.bind;

import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.Expression;
import dev.kiseki.query.filter.Filter;
import dev.kiseki.query.filter.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A bound filter on rows of the registry.
 *
 * @param prompts whether prompts are asked for; else they are left out (MLflow 3.17.2, {@code
 *     _is_querying_prompt})
 * @param needs what every row has that passes
 */
public record RegistryFilter<R>(Predicate<R> predicate, boolean prompts, RegistryNeeds needs) {
  /**
   * @throws dev.kiseki.event.fault.TrackingException INVALID_PARAMETER_VALUE, with the position
   */
  public static <R> RegistryFilter<R> of(Filter filter, RegistryTable<R> table) {
    List<Condition> conditions = new ArrayList<>();
    collect(filter.root(), conditions);
    boolean prompts =
        conditions.stream()
            .filter(condition -> isPromptTag(table, condition))
            .findFirst()
            .filter(RegistryFilter::wantsPrompts)
            .isPresent();
    Expressions<Predicate<R>> expressions =
        new Expressions<>(
            new RegistryConditions<>(table, prompts),
            terms -> row -> terms.stream().allMatch(term -> term.test(row)),
            terms -> row -> terms.stream().anyMatch(term -> term.test(row)),
            Predicate::not);
    Predicate<R> predicate = filter.root().match(expressions).bind();
    return new RegistryFilter<>(predicate, prompts, RegistryNeeds.of(filter.root(), table));
  }

  /** All conditions, in the order of the text. */
  private static void collect(Expression expression, List<Condition> into) {
    if (expression instanceof Condition condition) {
      into.add(condition);
    } else if (expression instanceof Expression.AllOf all) {
      all.terms().forEach(term -> collect(term, into));
    } else if (expression instanceof Expression.AnyOf any) {
      any.terms().forEach(term -> collect(term, into));
    } else if (expression instanceof Expression.Not not) {
      collect(not.term(), into);
    }
  }

  static boolean isPromptTag(RegistryTable<?> table, Condition condition) {
    RegistryConditions.Key key = RegistryConditions.key(table, condition.left());
    return key.tag() && key.name().equals(RegisteredModel.IS_PROMPT);
  }

  private static boolean wantsPrompts(Condition condition) {
    Optional<String> value = quoted(condition);
    if (value.isEmpty()) {
      return false;
    }
    String operator = ((Condition.Comparison) condition).operator();
    return (operator.equals("=") && value.get().equalsIgnoreCase("true"))
        || (operator.equals("!=") && value.get().equalsIgnoreCase("false"));
  }

  /** The text that a condition compares with. */
  static Optional<String> quoted(Condition condition) {
    return condition instanceof Condition.Comparison comparison
            && (comparison.right() instanceof Operand.Text
                || comparison.right() instanceof Operand.Symbol)
        ? Optional.of(unquoted(comparison.right()))
        : Optional.empty();
  }

  private static String unquoted(Operand operand) {
    return operand.source().substring(1, operand.source().length() - 1);
  }
}
