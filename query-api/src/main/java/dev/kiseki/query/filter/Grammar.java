package dev.kiseki.query.filter;

import java.util.List;
import java.util.stream.Collectors;

/** MLflow has one grammar and words its complaint slightly differently for each search. */
public enum Grammar {
  RUNS,
  EXPERIMENTS;

  String list(List<String> clauses) {
    return clauses.stream()
        .map(clause -> this == RUNS ? "'" + clause + "'" : clause)
        .collect(Collectors.joining(", "));
  }
}
