package dev.kiseki.query.filter;

import java.util.List;

/**
 * A filter's syntax.
 *
 * @param root an {@link Expression.AllOf} without terms when the text is empty
 */
public record Filter(Expression root) {
  static final Filter EMPTY = new Filter(new Expression.AllOf(List.of()));
}
