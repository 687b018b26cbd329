package dev.kiseki.query.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.bind.ExperimentBinder;
import dev.kiseki.query.bind.RunBinder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {
  private static List<Condition> conditions(String filter) {
    return FilterParser.parse(filter, Grammar.RUNS).conditions();
  }

  @Test
  void conditionsKeepTheirOrderAndPositions() {
    assertThat(conditions("metrics.loss<-1.5e3 and tags.`a b` NOT\tIN ('x', \"y\",3)"))
        .containsExactly(
            new Condition.Comparison(
                new Operand.Name("metrics.loss", 1), "<", 13, new Operand.Figure("-1.5e3", 14)),
            new Condition.Comparison(
                new Operand.Name("tags.`a b`", 25),
                "NOT IN",
                36,
                new Operand.Listing(
                    "('x', \"y\",3)",
                    43,
                    Optional.of(
                        List.of(
                            new Operand.Text("'x'", 44),
                            new Operand.Symbol("\"y\"", 49),
                            new Operand.Figure("3", 53))))));
  }

  @Test
  void positionsCountCharactersAndNotUtf16Units() {
    assertThat(conditions("tags.`😀` = '😀' AND params.é ilike 'é%'"))
        .containsExactly(
            new Condition.Comparison(
                new Operand.Name("tags.`😀`", 1), "=", 10, new Operand.Text("'😀'", 12)),
            new Condition.Comparison(
                new Operand.Name("params.é", 20), "ILIKE", 29, new Operand.Text("'é%'", 35)));
  }

  @Test
  void nullTestsAreConditionsOfTheirOwn() {
    assertThat(conditions("params.a is null AND tags.b IS NOT NULL"))
        .containsExactly(
            new Condition.NullTest(new Operand.Name("params.a", 1), false),
            new Condition.NullTest(new Operand.Name("tags.b", 22), true));
  }

  @Test
  void aQuotedAndIsText() {
    assertThat(conditions("params.a = 'x AND y'")).hasSize(1);
    assertThat(conditions("params.`a AND b` = \"x\"")).hasSize(1);
  }

  @Test
  void noTextIsNoCondition() {
    assertThat(conditions("")).isEmpty();
  }

  /** MLflow's words, then the place, then what would do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          metrics.a > 1 OR params.b = 'x' | 15 | Invalid clause(s) in filter string: 'OR'
          metrics.a > 1 AND AND params.b = 'x' | 19 | Invalid clause(s) in filter string: 'AND'
          metrics.a > 1 params.b = 'x' | 15 | Invalid clause(s) in filter string: 'params.b = 'x''
          metrics.a > | 1 | Invalid clause(s) in filter string: 'metrics.a', '>'
          params.`é = 'x' | 1 | Invalid clause(s) in filter string: 'params.', '`'
          (metrics.a > 1 | 1 | Invalid clause(s) in filter string: '('
          metrics.a > 1 -- note | 15 | Invalid clause(s) in filter string: '-- note'
          """)
  void whatIsNoConditionIsNamedWithItsPlace(String filter, int position, String message) {
    assertThat(refusal(filter))
        .isEqualTo(
            message
                + " (at character "
                + position
                + "; allowed: conditions of a key, an operator and a value, with AND between them)");
  }

  /** Each complaint has the offending text, its place, and something that would be accepted. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          params.b = 'x' AND metrics.a LIKE 5 | 30 | LIKE | '<='
          params.b > 'x' | 10 | '>' | 'ILIKE'
          tags.b == 'x' | 8 | '==' | 'ILIKE'
          tags.b = 'x' AND metrics.a = 'y' | 30 | 'y' | numeric value
          params.b = x | 12 | x | single or double quotes
          params.b = 10 | 12 | 10 | quoted string
          start_time > 'now' | 14 | 'now' | numeric value
          nonsense.a = 'x' | 1 | nonsense | 'metric', 'parameter', 'tag', 'attribute', 'dataset'
          params.b = 'x' AND nonsense = 'x' | 20 | nonsense | 'start_time'
          datasets.size = 'x' | 1 | size | 'digest'
          status IN ('FINISHED') | 11 | list of quoted string values | 'run_id'
          run_id IN ('a', 5) | 11 | ('a', 5) | string value
          run_id IN ('a' 'b') | 11 | ill-formed list | non-empty list of string values
          run_id = ('a') | 10 | ('a') | quoted string value
          status IS NULL | 1 | 'status' | tags and params
          5 < metrics.a | 1 | '5' | 'Identifier'
          metrics.a > 1; metrics.a > 2 | 14 | multiple expression | AND-ed
          """)
  void everyRefusalOfARunFilterSaysWhatWhereAndWhatIsAllowed(
      String filter, int position, String what, String allowed) {
    assertThat(refusal(filter)).contains(what).contains(allowed).contains(place(position));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          name > 'x' | 6 | '>' | 'ILIKE'
          experiment_id > '1' | 15 | > | =, !=, IN, NOT IN
          experiment_id = 1 | 17 | 1 | quoted string
          tags.a > 'x' | 8 | > | =, !=, LIKE, ILIKE
          creation_time > 1.5 | 17 | 1.5 | whole milliseconds
          params.a = 'x' | 1 | params | ('attribute', 'tag', 'tags')
          size = 'x' | 1 | size | 'last_update_time'
          name IN ('a') | 9 | list of quoted string values | experiment_id
          name IS NULL | 1 | 'name' | tags
          """)
  void everyRefusalOfAnExperimentFilterDoesToo(
      String filter, int position, String what, String allowed) {
    TrackingException refused =
        catchThrowableOfType(
            TrackingException.class,
            () -> ExperimentBinder.predicate(FilterParser.parse(filter, Grammar.EXPERIMENTS)));
    assertThat(refused.getMessage()).contains(what).contains(allowed).contains(place(position));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\t\n", "\u00a0"})
  void blanksAloneAreRefused(String blanks) {
    assertThatThrownBy(() -> conditions(blanks)).hasMessageEndingWith("Could not be parsed.");
  }

  /** Neither the stack nor the time may run out; a quote of the caller's text stays short. */
  @Test
  void longTextsAreReadOrRefusedAtOnce() {
    assertThat(conditions("metrics.a > 1" + " AND metrics.a > 1".repeat(2000))).hasSize(2001);
    for (String piece : List.of("(", "'", "`a.", "1e", "/*", "\\'", "a.", "-")) {
      assertThat(refusal(piece.repeat(60_000))).hasSizeLessThan(1300);
    }
  }

  private static String place(int position) {
    return "(at character " + position;
  }

  private static String refusal(String filter) {
    TrackingException refused =
        catchThrowableOfType(
            TrackingException.class,
            () -> RunBinder.predicate(FilterParser.parse(filter, Grammar.RUNS)));
    assertThat(refused).as(filter.substring(0, Math.min(80, filter.length()))).isNotNull();
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
    return refused.getMessage();
  }
}
