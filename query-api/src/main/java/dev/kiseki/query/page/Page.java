package dev.kiseki.query.page;

import java.util.List;
import java.util.Optional;

/**
 * One page of an answer.
 *
 * @param nextToken present exactly when more rows follow
 */
public record Page<T>(List<T> rows, Optional<String> nextToken) {
  public Page {
    rows = List.copyOf(rows);
  }
}
