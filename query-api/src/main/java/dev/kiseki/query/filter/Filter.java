package dev.kiseki.query.filter;

import java.util.List;

/**
 * A filter's syntax.
 *
 * @param root an {@link Expression.AllOf} without terms when the text is empty
 * @param namesNow whether what it matches depends on when it is asked
 */
public record Filter(Expression root, boolean namesNow) {
  static final Filter EMPTY = new Filter(new Expression.AllOf(List.of()), false);
}
