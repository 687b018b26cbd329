package dev.kiseki.query.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.bind.RecordedTable.Outcome;
import dev.kiseki.query.bind.RecordedTable.Row;
import dev.kiseki.query.filter.FilterParser;
import dev.kiseki.query.filter.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RecordedFiltersTest {
  @Test
  void dump() {
    List<String> out = new ArrayList<>();
    for (Row row : RecordedTable.load("run-filters").rows()) {
      diff(out, row, RecordedFiltersTest::run);
    }
    for (Row row : RecordedTable.load("experiment-filters").rows()) {
      diff(out, row, RecordedFiltersTest::experiment);
    }
    for (Row row : RecordedTable.load("run-orders").rows()) {
      diff(out, row, RecordedFiltersTest::order);
    }
    assertThat(String.join("\n", out)).isEmpty();
  }

  static void diff(List<String> out, Row row, UnaryOperator<String> bind) {
    String ours;
    Outcome outcome;
    try {
      ours = bind.apply(row.input());
      outcome = Outcome.OK;
    } catch (TrackingException e) {
      outcome = Outcome.REFUSED;
      ours = sorted(e.getMessage().replaceFirst(" \\(at character \\d+\\)$", ""));
    }
    if (outcome != row.outcome() || !ours.equals(row.accepted())) {
      out.add(
          row.input()
              + "\n    "
              + row.outcome()
              + " "
              + row.accepted()
              + "\n    "
              + outcome
              + " "
              + ours);
    }
  }

  private static String run(String filter) {
    return Rendering.of(RunBinder.predicate(FilterParser.parse(filter, Grammar.RUNS)));
  }

  private static String experiment(String filter) {
    return Rendering.of(
        ExperimentBinder.predicate(FilterParser.parse(filter, Grammar.EXPERIMENTS)));
  }

  private static String order(String clause) {
    return Rendering.of(RunBinder.order(List.of(clause)).get(0));
  }

  private static String sorted(String message) {
    Matcher set = Pattern.compile("\\{('[^{}]*')\\}").matcher(message);
    return set.replaceAll(
        found -> {
          List<String> items = new ArrayList<>(List.of(found.group(1).split(", ")));
          items.sort(null);
          return Matcher.quoteReplacement("{" + String.join(", ", items) + "}");
        });
  }
}
