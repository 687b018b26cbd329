package dev.kiseki.query.bind;

import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.Expression;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Reads the keys and values of a whole expression, in the order of the text.
 *
 * @param all holds when every term does
 * @param any holds when a term does
 * @param not holds when its term does not
 */
record Expressions<P>(
    Condition.Cases<Checked<P>> conditions,
    Function<List<P>, P> all,
    Function<List<P>, P> any,
    UnaryOperator<P> not)
    implements Expression.Cases<Checked<P>> {

  @Override
  public Checked<P> allOf(Expression.AllOf allOf) {
    List<Checked<P>> terms = read(allOf.terms());
    return () -> all.apply(bound(terms));
  }

  @Override
  public Checked<P> anyOf(Expression.AnyOf anyOf) {
    List<Checked<P>> terms = read(anyOf.terms());
    return () -> any.apply(bound(terms));
  }

  @Override
  public Checked<P> not(Expression.Not negation) {
    Checked<P> term = negation.term().match(this);
    return () -> not.apply(term.bind());
  }

  @Override
  public Checked<P> condition(Condition condition) {
    return condition.matchCondition(conditions);
  }

  private List<Checked<P>> read(List<Expression> terms) {
    return terms.stream().map(term -> term.match(this)).toList();
  }

  private List<P> bound(List<Checked<P>> terms) {
    return terms.stream().map(Checked::bind).toList();
  }
}
