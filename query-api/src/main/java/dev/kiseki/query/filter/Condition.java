package dev.kiseki.query.filter;

/** One of the conditions that AND joins. */
public sealed interface Condition {
  Operand left();

  <R> R match(Cases<R> cases);

  /** One method a case and no fallback. */
  interface Cases<R> {
    R comparison(Comparison comparison);

    R nullTest(NullTest test);
  }

  /**
   * @param operator upper case, single blanks: {@code =}, {@code LIKE}, {@code NOT IN}; any sign at
   *     all, binding knows which exist
   */
  record Comparison(Operand left, String operator, int operatorPosition, Operand right)
      implements Condition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.comparison(this);
    }
  }

  /** IS NULL, or IS NOT NULL when negated. */
  record NullTest(Operand left, boolean negated) implements Condition {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.nullTest(this);
    }
  }
}
