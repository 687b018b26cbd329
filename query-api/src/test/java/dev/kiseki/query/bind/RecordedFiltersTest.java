package dev.kiseki.query.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.bind.Differences.Difference;
import dev.kiseki.query.bind.Differences.Reason;
import dev.kiseki.query.bind.RecordedTable.Outcome;
import dev.kiseki.query.bind.RecordedTable.Row;
import dev.kiseki.query.filter.FilterParser;
import dev.kiseki.query.filter.Grammar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Parser and binder against what MLflow 3.17.2 made of the same texts. */
class RecordedFiltersTest {
  private static final long NOW = 1_700_000_000_000L;

  record Table(String file, UnaryOperator<String> bind) {
    @Override
    public String toString() {
      return file;
    }
  }

  static List<Table> tables() {
    return List.of(
        new Table("run-filters", RecordedFiltersTest::run),
        new Table("experiment-filters", RecordedFiltersTest::experiment),
        new Table("run-orders", RecordedFiltersTest::order));
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyTextMeansTheSameOrADifferenceIsDeclared(Table table) {
    Map<String, Difference> declared = Differences.load(table.file);
    List<String> unforeseen = new ArrayList<>();
    for (Row row : RecordedTable.load(table.file).rows()) {
      Difference difference = declared.get(row.input());
      Row expected = difference == null ? row : difference.ours();
      Row ours = answer(table, row.input());
      if (!ours.equals(expected)) {
        unforeseen.add(line(ours) + "\n   expected " + line(expected));
      }
    }
    assertThat(String.join("\n", unforeseen)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("tables")
  void everyDeclaredDifferenceIsOneAndOfItsKind(Table table) {
    Map<String, Difference> declared = Differences.load(table.file);
    int met = 0;
    for (Row row : RecordedTable.load(table.file).rows()) {
      Difference difference = declared.get(row.input());
      if (difference != null) {
        met++;
        Row ours = difference.ours();
        assertThat(ours).isNotEqualTo(row);
        assertThat(difference.reason())
            .as(row.input())
            .isIn(possible(row.outcome(), ours.outcome()));
      }
    }
    assertThat(met).isEqualTo(declared.size());
  }

  private static Set<Reason> possible(Outcome theirs, Outcome ours) {
    return switch (theirs) {
      case CRASH -> Set.of(Reason.CRASH);
      case REFUSED -> Set.of(ours == Outcome.OK ? Reason.WIDER : Reason.WORDS);
      case OK -> ours == Outcome.OK ? Set.of(Reason.FORM) : Set.of(Reason.OVERLOOKED, Reason.LATER);
    };
  }

  private static Row answer(Table table, String input) {
    try {
      return new Row(input, Outcome.OK, table.bind.apply(input));
    } catch (TrackingException e) {
      String message = e.getMessage().replaceFirst(" \\(at character \\d+(; allowed: .+)?\\)$", "");
      return new Row(input, Outcome.REFUSED, sorted(message));
    }
  }

  private static String line(Row row) {
    return row.input() + "\t" + row.outcome() + "\t" + row.accepted();
  }

  private static String run(String filter) {
    return Rendering.of(RunBinder.predicate(FilterParser.parse(filter, Grammar.RUNS), NOW));
  }

  private static String experiment(String filter) {
    return Rendering.of(
        ExperimentBinder.predicate(FilterParser.parse(filter, Grammar.EXPERIMENTS), NOW));
  }

  private static String order(String clause) {
    return Rendering.of(RunBinder.order(List.of(clause)).get(0));
  }

  /** Python prints sets in random order. */
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
