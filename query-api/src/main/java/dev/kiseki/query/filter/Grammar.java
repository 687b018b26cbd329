package dev.kiseki.query.filter;

import dev.kiseki.event.rule.PythonText;
import java.util.List;
import java.util.stream.Collectors;

/** MLflow has one grammar and words its complaint slightly differently for each search. */
public enum Grammar {
  RUNS,
  EXPERIMENTS,
  LOGGED_MODELS;

  /** The complaint about a text of blanks. */
  String blank(String text) {
    return this == LOGGED_MODELS
        ? "Invalid filter string: "
            + PythonText.repr(FilterFault.quote(text))
            + ". Expected a single SQL expression."
        : "Invalid filter '" + FilterFault.quote(text) + "'. Could not be parsed.";
  }

  /**
   * The complaint about a text that can't be read.
   *
   * @param clauses what is wrong in it
   */
  String unreadable(String text, List<String> clauses) {
    return this == LOGGED_MODELS
        ? "Invalid filter string: "
            + PythonText.repr(FilterFault.quote(text))
            + ". Expected a list of comparisons separated by 'AND' (e.g. 'metrics.loss > 0.1 AND"
            + " params.lr = 0.01')."
        : "Invalid clause(s) in filter string: " + FilterFault.quote(list(clauses));
  }

  private String list(List<String> clauses) {
    return clauses.stream()
        .map(clause -> this == RUNS ? "'" + clause + "'" : clause)
        .collect(Collectors.joining(", "));
  }
}
