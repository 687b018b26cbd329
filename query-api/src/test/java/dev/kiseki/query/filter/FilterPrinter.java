package dev.kiseki.query.filter;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Syntax trees as text, and trees without the positions that a text gives them. */
final class FilterPrinter {
  private FilterPrinter() {}

  static String print(Expression expression) {
    return expression.match(
        new Expression.Cases<>() {
          @Override
          public String allOf(Expression.AllOf allOf) {
            return joined(allOf.terms(), " AND ");
          }

          @Override
          public String anyOf(Expression.AnyOf anyOf) {
            return joined(anyOf.terms(), " OR ");
          }

          @Override
          public String not(Expression.Not not) {
            return "NOT " + grouped(not.term());
          }

          @Override
          public String condition(Condition condition) {
            return print(condition);
          }
        });
  }

  private static String joined(List<Expression> terms, String word) {
    return terms.stream().map(FilterPrinter::grouped).collect(Collectors.joining(word));
  }

  private static String grouped(Expression term) {
    return term instanceof Expression.AllOf || term instanceof Expression.AnyOf
        ? "(" + print(term) + ")"
        : print(term);
  }

  private static String print(Condition condition) {
    String left = condition.left().source() + " ";
    return condition.matchCondition(
        new Condition.Cases<>() {
          @Override
          public String comparison(Condition.Comparison comparison) {
            return left + comparison.operator() + " " + comparison.right().source();
          }

          @Override
          public String nullTest(Condition.NullTest test) {
            return left + (test.negated() ? "IS NOT NULL" : "IS NULL");
          }

          @Override
          public String between(Condition.Between between) {
            return left
                + between.operator()
                + " "
                + between.low().source()
                + " AND "
                + between.high().source();
          }
        });
  }

  static Expression withoutPositions(Expression expression) {
    return expression.match(
        new Expression.Cases<>() {
          @Override
          public Expression allOf(Expression.AllOf allOf) {
            return new Expression.AllOf(all(allOf.terms()));
          }

          @Override
          public Expression anyOf(Expression.AnyOf anyOf) {
            return new Expression.AnyOf(all(anyOf.terms()));
          }

          @Override
          public Expression not(Expression.Not not) {
            return new Expression.Not(withoutPositions(not.term()));
          }

          @Override
          public Expression condition(Condition condition) {
            return withoutPositions(condition);
          }
        });
  }

  private static List<Expression> all(List<Expression> terms) {
    return terms.stream().map(FilterPrinter::withoutPositions).toList();
  }

  private static Condition withoutPositions(Condition condition) {
    Operand left = withoutPosition(condition.left());
    return condition.matchCondition(
        new Condition.Cases<>() {
          @Override
          public Condition comparison(Condition.Comparison comparison) {
            return new Condition.Comparison(
                left, comparison.operator(), 0, withoutPosition(comparison.right()));
          }

          @Override
          public Condition nullTest(Condition.NullTest test) {
            return new Condition.NullTest(left, test.negated());
          }

          @Override
          public Condition between(Condition.Between between) {
            return new Condition.Between(
                left,
                between.negated(),
                0,
                withoutPosition(between.low()),
                withoutPosition(between.high()));
          }
        });
  }

  private static Operand withoutPosition(Operand operand) {
    if (operand instanceof Operand.Listing listing) {
      Optional<List<Operand>> items =
          listing.items().map(list -> list.stream().map(FilterPrinter::withoutPosition).toList());
      return new Operand.Listing(listing.source(), 0, items);
    }
    if (operand instanceof Operand.Call call) {
      return new Operand.Call(
          call.source(), 0, (Operand.Listing) withoutPosition(call.arguments()));
    }
    if (operand instanceof Operand.Span span) {
      return new Operand.Span(span.source(), 0, span.millis());
    }
    if (operand instanceof Operand.Moment moment) {
      return new Operand.Moment(moment.source(), 0, moment.offsetMillis());
    }
    if (operand instanceof Operand.Figure) {
      return new Operand.Figure(operand.source(), 0);
    }
    if (operand instanceof Operand.Text) {
      return new Operand.Text(operand.source(), 0);
    }
    return operand instanceof Operand.Symbol
        ? new Operand.Symbol(operand.source(), 0)
        : new Operand.Name(operand.source(), 0);
  }
}
