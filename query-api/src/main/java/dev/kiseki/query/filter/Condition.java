package dev.kiseki.query.filter;

/** What one key is asked. */
public sealed interface Condition extends Expression {
  Operand left();

  <R> R matchCondition(Cases<R> cases);

  @Override
  default <R> R match(Expression.Cases<R> cases) {
    return cases.condition(this);
  }

  /** One method a case and no fallback. */
  interface Cases<R> {
    R comparison(Comparison comparison);

    R nullTest(NullTest test);

    R between(Between between);
  }

  /**
   * @param operator upper case, single blanks: {@code =}, {@code LIKE}, {@code NOT IN}; any sign at
   *     all, binding knows which exist
   */
  record Comparison(Operand left, String operator, int operatorPosition, Operand right)
      implements Condition {
    @Override
    public <R> R matchCondition(Cases<R> cases) {
      return cases.comparison(this);
    }
  }

  /** IS NULL, or IS NOT NULL when negated. */
  record NullTest(Operand left, boolean negated) implements Condition {
    @Override
    public <R> R matchCondition(Cases<R> cases) {
      return cases.nullTest(this);
    }
  }

  /** BETWEEN low AND high, or NOT BETWEEN when negated. */
  record Between(Operand left, boolean negated, int operatorPosition, Operand low, Operand high)
      implements Condition {
    @Override
    public <R> R matchCondition(Cases<R> cases) {
      return cases.between(this);
    }

    public String operator() {
      return negated ? "NOT BETWEEN" : "BETWEEN";
    }
  }
}
