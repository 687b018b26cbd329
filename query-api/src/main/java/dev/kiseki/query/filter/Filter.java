package dev.kiseki.query.filter;

import java.util.List;

/**
 * A filter's syntax.
 *
 * @param conditions all must hold; none = everything passes
 */
public record Filter(List<Condition> conditions) {
  public Filter {
    conditions = List.copyOf(conditions);
  }
}
