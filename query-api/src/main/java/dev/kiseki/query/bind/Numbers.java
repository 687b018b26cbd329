package dev.kiseki.query.bind;

import dev.kiseki.query.filter.Condition;
import dev.kiseki.store.scan.Comparison;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Lists and ranges of numbers as the comparisons they stand for, so that what a comparison means
 * for a missing value or NaN decides for them too.
 *
 * @param compare one comparison
 * @param all holds when every term does
 * @param any holds when a term does
 */
record Numbers<V, P>(
    BiFunction<Comparison, V, P> compare, Function<List<P>, P> all, Function<List<P>, P> any) {

  P compare(Comparison comparison, V value) {
    return compare.apply(comparison, value);
  }

  /** IN is any of {@code =}, NOT IN all of {@code !=}. */
  P among(Condition.Comparison condition, List<V> members) {
    boolean in = condition.operator().equals("IN");
    Comparison comparison = in ? Comparison.EQUAL : Comparison.NOT_EQUAL;
    List<P> terms = members.stream().map(member -> compare(comparison, member)).toList();
    return terms.size() == 1 ? terms.get(0) : (in ? any : all).apply(terms);
  }

  /** Both ends belong to the range. */
  P between(Condition.Between condition, V low, V high) {
    return condition.negated()
        ? any.apply(List.of(compare(Comparison.LESS, low), compare(Comparison.GREATER, high)))
        : all.apply(
            List.of(
                compare(Comparison.GREATER_OR_EQUAL, low),
                compare(Comparison.LESS_OR_EQUAL, high)));
  }
}
