package dev.kiseki.query.filter;

import java.util.List;

/** A filter's syntax: conditions, and what joins them. NOT binds before AND, AND before OR. */
public sealed interface Expression
    permits Expression.AllOf, Expression.AnyOf, Expression.Not, Condition {
  <R> R match(Cases<R> cases);

  /** One method a case and no fallback. */
  interface Cases<R> {
    R allOf(AllOf allOf);

    R anyOf(AnyOf anyOf);

    R not(Not not);

    R condition(Condition condition);
  }

  /** Joined by AND; no terms = everything passes. */
  record AllOf(List<Expression> terms) implements Expression {
    public AllOf {
      terms = List.copyOf(terms);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.allOf(this);
    }
  }

  /** Joined by OR. */
  record AnyOf(List<Expression> terms) implements Expression {
    public AnyOf {
      terms = List.copyOf(terms);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.anyOf(this);
    }
  }

  /** NOT before a condition or a group; the NOT of NOT IN is part of an operator. */
  record Not(Expression term) implements Expression {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.not(this);
    }
  }
}
