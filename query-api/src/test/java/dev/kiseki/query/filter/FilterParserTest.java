package dev.kiseki.query.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.bind.ExperimentBinder;
import dev.kiseki.query.bind.RunBinder;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.MetricAggregate;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunPredicate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {
  private static final long NOW = 1_700_000_000_000L;

  private static List<Expression> conditions(String filter) {
    Expression root = FilterParser.parse(filter, Grammar.RUNS).root();
    return root instanceof Expression.AllOf all ? all.terms() : List.of(root);
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
          metrics.a > 1 AND AND params.b = 'x' | 19 | 'AND' | a key
          metrics.a > 1 AND | 18 | 'AND' | a condition: a key, an operator and a value
          AND metrics.a > 1 | 1 | 'AND' | a key
          metrics.a > 1 params.b = 'x' | 15 | 'params.b = 'x'' | AND or OR between two conditions
          metrics.a > | 12 | 'metrics.a', '>' | a text in quotes, a number
          metrics.a | 10 | 'metrics.a' | an operator after the key
          > 1 | 1 | '>', '1' | a key
          params.`é = 'x' | 8 | 'params.', '`' | another ` that closes it
          params.b = 'x | 12 | 'params.b', '=', ''', 'x' | another ' that closes it
          params.b = "x | 12 | 'params.b', '=', '"', 'x' | another " that closes it
          metrics.a > 1) | 14 | ')' | a ) only where a ( is open
          metrics.a > 1 -- note | 15 | '-- note' | AND or OR
          run_id IN 'a' | 11 | 'run_id', 'IN', ''a'' | a list in parentheses
          run_id IN ('a' | 11 | 'run_id', 'IN', '(', ''a'' | a list in parentheses
          tags.a IS 'x' | 11 | 'tags.a', 'IS', ''x'' | NULL or NOT NULL
          """)
  void aTextInMlflowsWordsIsRefusedInItsWordsWithThePlace(
      String filter, int position, String clauses, String allowed) {
    assertThat(refusal(filter))
        .startsWith("Invalid clause(s) in filter string: " + clauses + " (at character ")
        .contains(place(position) + "; allowed: " + allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          metrics.a > 1 OR | 17 | 'OR' | a condition
          OR metrics.a > 1 | 1 | 'OR' | a key
          metrics.a > 1 AND NOT | 22 | 'NOT' | a condition
          (metrics.a > 1 | 1 | '(' | a ) for every (
          ((metrics.a > 1) AND (tags.b = 'x') | 1 | '(' | a ) for every (
          (metrics.a > 1)) | 16 | ')' | a ) only where a ( is open
          () | 2 | ')' | a key
          metrics.a > 1 OR ) | 18 | ')' | a key
          (metrics.a > 1) metrics.b > 1 | 17 | 'metrics.b' | AND or OR
          NOT 'x' | 8 | ''x'' | an operator
          metrics.a BETWEEN 1 OR 2 | 21 | 'OR' | BETWEEN low AND high
          metrics.a BETWEEN 1 AND | 24 | 'AND' | a value after BETWEEN .. AND
          metrics.a NOT BETWEEN AND 2 | 23 | 'AND' | BETWEEN low AND high
          start_time > now() 5 | 20 | '5' | AND or OR
          """)
  void aTextBeyondMlflowsIsRefusedWhereItBreaksOff(
      String filter, int position, String near, String allowed) {
    assertThat(refusal(filter))
        .startsWith("Invalid clause(s) in filter string: " + near + " (at character ")
        .contains(place(position) + "; allowed: " + allowed);
  }

  @Test
  void notBindsBeforeAndAndAndBeforeOr() {
    assertThat(shape("a = '1' OR NOT b = '1' AND c = '1'")).isEqualTo("(a or (not b and c))");
    assertThat(shape("(a = '1' or b = '1') and not (c = '1' and d = '1')"))
        .isEqualTo("((a or b) and not (c and d))");
    assertThat(shape("a = '1' AND b = '1' OR c = '1' AND d = '1' OR e = '1'"))
        .isEqualTo("((a and b) or (c and d) or e)");
    assertThat(shape("NOT NOT ((a = '1'))")).isEqualTo("not not a");
    assertThat(shape("NOT a IN ('1') AND b NOT IN ('1')")).isEqualTo("(not a and b)");
    assertThat(shape("a BETWEEN 1 AND 2 AND b NOT BETWEEN 1 AND 2 OR c IS NULL"))
        .isEqualTo("((a and b) or c)");
  }

  private static String shape(String filter) {
    return shape(FilterParser.parse(filter, Grammar.RUNS).root());
  }

  private static String shape(Expression expression) {
    return expression.match(
        new Expression.Cases<>() {
          @Override
          public String allOf(Expression.AllOf allOf) {
            return joined(allOf.terms(), " and ");
          }

          @Override
          public String anyOf(Expression.AnyOf anyOf) {
            return joined(anyOf.terms(), " or ");
          }

          @Override
          public String not(Expression.Not not) {
            return "not " + shape(not.term());
          }

          @Override
          public String condition(Condition condition) {
            return condition.left().source();
          }
        });
  }

  private static String joined(List<Expression> terms, String word) {
    return terms.stream().map(FilterParserTest::shape).collect(Collectors.joining(word, "(", ")"));
  }

  @Test
  void timesKeepTheirTextAndTheirLength() {
    assertThat(conditions("start_time > now() - 7d+1.5h -2m"))
        .containsExactly(
            new Condition.Comparison(
                new Operand.Name("start_time", 1),
                ">",
                12,
                new Operand.Moment(
                    "now() - 7d+1.5h -2m", 14, -604_800_000L + 5_400_000 - 120_000)));
    assertThat(conditions("duration IN (1ms, 2s, 3w, 1.5h) AND end_time < NOW ( )"))
        .containsExactly(
            new Condition.Comparison(
                new Operand.Name("duration", 1),
                "IN",
                10,
                new Operand.Listing(
                    "(1ms, 2s, 3w, 1.5h)",
                    13,
                    Optional.of(
                        List.of(
                            new Operand.Span("1ms", 14, 1),
                            new Operand.Span("2s", 19, 2_000),
                            new Operand.Span("3w", 23, 1_814_400_000),
                            new Operand.Span("1.5h", 27, 5_400_000))))),
            new Condition.Comparison(
                new Operand.Name("end_time", 37), "<", 46, new Operand.Moment("NOW ( )", 48, 0)));
    assertThat(conditions("start_time > now()-1.5h"))
        .extracting(c -> ((Operand.Moment) ((Condition.Comparison) c).right()).offsetMillis())
        .containsExactly(-5_400_000L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          median(metrics.a) > 1 | 1 | Expected 'Identifier' found 'median(metrics.a)' | last, min, max, first, count, mean, min_step, max_step, nan_step
          lower(params.a) = 'x' | 1 | Expected 'Identifier' found 'lower(params.a)' | last, min, max
          now(5) > 1 | 1 | Expected 'Identifier' found 'now(5)' | last, min, max
          max() > 1 | 4 | Expected 'Identifier' found 'max()' | one metric in the parentheses
          max(metrics.a, metrics.b) > 1 | 16 | found 'max(metrics.a, metrics.b)' | one metric in
          max(metrics.a metrics.b) > 1 | 4 | found 'max(metrics.a metrics.b)' | one metric in
          max(min(metrics.a)) > 1 | 4 | found 'max(min(metrics.a))' | one metric in
          metrics.b > 0 AND max( params.a ) > 1 | 24 | found 'max( params.a )' | one metric in
          max(start_time) > 1 | 5 | found 'max(start_time)' | one metric in
          max(loss) > 1 | 5 | found 'max(loss)' | as max(metrics.loss)
          max(1) > 1 | 5 | found 'max(1)' | one metric in
          max('metrics.a') > 1 | 5 | found 'max('metrics.a')' | one metric in
          max(metrics.a) | 15 | Invalid clause(s) | an operator after the key
          max(metrics.a) LIKE 1 | 16 | Invalid comparator 'LIKE' not one of | BETWEEN
          max(metrics.a) > 'x' | 18 | numeric value type for metric. Found 'x' | numbers
          max(metrics.a) IN ('x') | 20 | numeric value type for metric. Found ('x') | numbers
          metrics.a > max(metrics.b) | 13 | numeric value type for metric. Found max(metrics.b) | numbers
          metrics.a IN (max(metrics.b)) | 14 | numeric value type for metric. Found (max(metrics.b)) | numbers
          metrics.a > mean(1) | 13 | numeric value type for metric. Found mean(1) | numbers
          start_time > now(5) | 14 | numeric attribute: start_time. Found now(5) | now() - 7d
          params.a = lower('X') | 12 | Got value lower('X') | a text in quotes
          start_time > now( | 17 | Invalid clause(s) | AND or OR
          start_time > now() - 7 | 20 | Expected a span of time | ms, s, m, h, d, w
          start_time > now() - 7y | 20 | Expected a span of time | ms, s, m, h, d, w
          start_time > now() -7 | 20 | Expected a span of time | ms, s, m, h, d, w
          start_time > now() - | 20 | Expected a span of time | ms, s, m, h, d, w
          start_time > now() - 7D | 20 | Expected a span of time | ms, s, m, h, d, w
          duration > 0.1ms | 12 | Expected a span of whole milliseconds. Found 0.1ms | ms, s, m
          start_time > 7d | 14 | numeric attribute: start_time. Found 7d | now() - 7d
          start_time > now | 14 | numeric attribute: start_time. Found now | now() - 7d
          duration > now() | 12 | numeric attribute: duration. Found now() | ms, s, m, h, d, w
          duration > 2hours | 12 | numeric attribute: duration. Found 2hours | ms, s, m, h, d, w
          metrics.a > 2h | 13 | numeric value type for metric. Found 2h | numbers
          metrics.a > now() | 13 | numeric value type for metric. Found now() | numbers
          params.a = now() | 12 | Expected a quoted string value for parameter | quotes
          params.a = 7d | 12 | not quoted | single or double quotes
          now() > start_time | 1 | Expected 'Identifier' found 'now()' | a key on the left: metrics.name
          7d = 'x' | 1 | Invalid attribute key '7d' | duration
          metrics.a IN () | 14 | numeric value type for metric. Found () | numbers
          metrics.a IN (1, 'x') | 18 | numeric value type for metric. Found (1, 'x') | numbers
          metrics.a IN (1 2) | 14 | numeric value type for metric. Found (1 2) | commas
          start_time IN ('x') | 16 | numeric attribute: start_time. Found ('x') | milliseconds
          metrics.a BETWEEN 'x' AND 2 | 19 | numeric value type for metric. Found 'x' | numbers
          metrics.a BETWEEN 1 AND (2) | 25 | numeric value type for metric. Found (2) | numbers
          params.a BETWEEN 1 AND 'x' | 18 | Got value 1 | a text in quotes
          tags.a IN (1) | 11 | Expected a quoted string value for tag (e.g. 'my-value'). Got value (1) | quotes
          tags.a IN () | 11 | Expected a quoted string value for tag (e.g. 'my-value'). Got value () | quotes
          status IN () | 11 | expected a non-empty list of string values, but got empty list | string values
          status IN (a) | 11 | ill-formed list | texts in quotes
          params.a NOT LIKE 'x' | 10 | 'NOT LIKE' not one of | NOT before the whole condition
          dataset.name IS NULL | 1 | only supported for tags and params | metrics and attributes
          """)
  void everyRefusalBeyondMlflowSaysWhatWhereAndWhatIsAllowed(
      String filter, int position, String what, String allowed) {
    assertThat(refusal(filter)).contains(what).contains(allowed).contains(place(position));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          max(metrics.a) | metric MAX(a) ASC
          Min_Step( metrics.`b) c` )  desc | metric MIN_STEP(b) c) DESC
          mean (metric.val/loss) DESC | metric MEAN(val/loss) DESC
          last(metrics.a) | metric LAST(a) ASC
          first(metrics."a b") ASC | metric FIRST(a b) ASC
          """)
  void runsAreOrderedByFunctionsOfAMetric(String clause, String meaning) {
    OrderKey key = RunBinder.order(List.of(clause)).get(0);
    OrderKey.Metric metric = (OrderKey.Metric) key.source();

    assertThat(
            "metric "
                + metric.of()
                + "("
                + metric.key()
                + ") "
                + (key.ascending() ? "ASC" : "DESC"))
        .isEqualTo(meaning);
  }

  @Test
  void theLatestValueIsTheSameKeyInBothWordings() {
    assertThat(RunBinder.order(List.of("last(metrics.a) DESC")))
        .isEqualTo(RunBinder.order(List.of("metrics.a DESC")));
    assertThat(bound("LAST(metrics.a) > 1 AND max(metrics.a) IS NULL"))
        .isEqualTo(bound("metrics.a > 1 AND metrics.a IS NULL"));
    assertThatThrownBy(() -> RunBinder.order(List.of("last(metrics.a)", "metrics.a DESC")))
        .hasMessageContaining("duplicate fields");
    assertThat(RunBinder.order(List.of("max(metrics.a)", "metrics.a", "MIN(metrics.a)")))
        .hasSize(3);
  }

  private static RunPredicate bound(String filter) {
    return RunBinder.predicate(FilterParser.parse(filter, Grammar.RUNS), NOW);
  }

  @Test
  void listsAndRangesOfAFunctionAreThoseOfItsComparisons() {
    assertThat(bound("max(metrics.a) NOT BETWEEN 1 AND 2"))
        .isEqualTo(bound("max(metrics.a) < 1 OR max(metrics.a) > 2"));
    assertThat(bound("NOT count(metrics.a) IN (1, 2)"))
        .isEqualTo(bound("NOT (count(metrics.a) = 1 OR count(metrics.a) = 2)"));
    assertThat(bound("mean(metrics.a)>=-1e-3"))
        .isEqualTo(
            new RunPredicate.AllOf(
                List.of(
                    new RunPredicate.MetricCompare(
                        "a", MetricAggregate.MEAN, Comparison.GREATER_OR_EQUAL, -1e-3))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          median(metrics.a) DESC | 1 | last, min, max, first, count, mean, min_step, max_step, nan_step
          max(params.a) | 5 | one metric in the parentheses
          max() | 4 | one metric in the parentheses
          max(metrics.a, metrics.b) DESC | 16 | one metric in the parentheses
          max('metrics.a') | 4 | one metric in the parentheses
          """)
  void aFunctionThatRunsAreNotOrderedByIsRefusedWithThePlace(
      String clause, int position, String allowed) {
    assertThatThrownBy(() -> RunBinder.order(List.of(clause)))
        .hasMessageStartingWith(
            "Invalid order_by clause '" + clause + "'. Could not be parsed. (at character ")
        .hasMessageContaining(place(position) + "; allowed: ")
        .hasMessageContaining(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          max(metrics.a | 14 | a ) for every (
          max(metrics.a) metrics.b DESC | 26 | ASC, DESC or nothing
          max(metrics.a)) | 15 | ASC, DESC or nothing
          metrics.a ASC DESC | 15 | ASC, DESC or nothing
          metrics.a > 1 | 11 | ASC, DESC or nothing
          metrics.a, params.p | 10 | ASC, DESC or nothing
          ~~ | 1 | a key
          ~  ~ | 3 | a key
          """)
  void anOrderThatBreaksOffIsRefusedInMlflowsWordsWithThePlace(
      String clause, int position, String allowed) {
    assertThatThrownBy(() -> RunBinder.order(List.of(clause)))
        .hasMessageStartingWith("Invalid order_by clause '" + clause + "'. Could not be parsed. (")
        .hasMessageContaining(place(position) + "; allowed: ")
        .hasMessageContaining(allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          metrics.a X | Invalid ordering key in order_by clause 'metrics.a X'. | 11 | ASC or DESC
          attr.foo | Invalid attribute key 'foo' specified. Valid keys are | 1 | duration
          dataset.name | Invalid identifier type 'dataset' | 1 | tags and attributes
          """)
  void anOrderByWhatIsNoneIsRefusedInMlflowsWordsWithThePlace(
      String clause, String words, int position, String allowed) {
    assertThatThrownBy(() -> RunBinder.order(List.of("start_time", clause)))
        .hasMessageStartingWith(words)
        .hasMessageContaining(place(position) + "; allowed: ")
        .hasMessageContaining(allowed);
  }

  @Test
  void aLongOrderIsNotRepeatedInFull() {
    assertThatThrownBy(() -> RunBinder.order(Collections.nCopies(10_000, "metrics.a")))
        .hasMessageStartingWith("`order_by` contains duplicate fields: ['metrics.a', 'metrics.a'")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_100));
  }

  @Test
  void experimentsHaveNoFunctions() {
    assertThatThrownBy(() -> ExperimentBinder.order(List.of("max(metrics.a)")))
        .hasMessageStartingWith("Invalid order_by clause 'max(metrics.a)'. Could not be parsed.")
        .hasMessageContaining("no function");
    Filter filter = FilterParser.parse("max(metrics.a) > 1", Grammar.EXPERIMENTS);
    assertThatThrownBy(() -> ExperimentBinder.predicate(filter, NOW))
        .hasMessageContaining(
            "Expected 'Identifier' found 'max(metrics.a)' (at character 1; allowed: a key on the left: an attribute or tags.name; no function)");
  }

  @Test
  void parenthesesAndNotsGoSixtyFourDeepAndNoDeeper() {
    String inner = "metrics.a > 1";
    for (String before : List.of("(", "NOT ", "NOT (")) {
      int each = before.equals("NOT (") ? 2 : 1;
      String deepest = nested(before, 64 / each, inner);
      assertThat(FilterParser.parse(deepest, Grammar.RUNS)).isNotNull();
      String siblings = deepest + " AND " + deepest + " OR " + deepest;
      assertThat(FilterParser.parse(siblings, Grammar.RUNS)).isNotNull();
      assertThat(refusal(nested(before, 64 / each + 1, inner)))
          .contains("nested too deeply")
          .contains(place(before.length() * (64 / each) + 1))
          .contains("at most 64");
    }
  }

  private static String nested(String before, int times, String inner) {
    return before.repeat(times) + inner + (before.endsWith("(") ? ")".repeat(times) : "");
  }

  @Test
  void twoThousandConditionsAreReadAndNoMore() {
    String condition = "tags.a='1' OR ";
    String most = condition.repeat(1999) + "tags.a='1'";
    assertThat(FilterParser.parse(most, Grammar.RUNS)).isNotNull();
    assertThat(refusal(most + " OR tags.a='1'"))
        .contains("too many conditions")
        .contains(place(condition.length() * 2000 + 1))
        .contains("at most 2000");
    String numbers = "metrics.a IN (" + "1,".repeat(1999) + "1)";
    assertThat(refusal(numbers)).contains("too many conditions");
    String texts = "tags.a IN (" + "'1',".repeat(4000) + "'1')";
    assertThat(FilterParser.parse(texts, Grammar.RUNS)).isNotNull();
  }

  @Test
  void aMillionCharactersAreReadAndNoMore() {
    String longest = "tags.a = '" + "x".repeat(1_000_000 - 11) + "'";
    assertThat(FilterParser.parse(longest, Grammar.RUNS)).isNotNull();
    assertThat(refusal(longest + " ")).contains("too long").contains(place(1_000_001));
    assertThat(refusal("a ".repeat(20_000)))
        .contains("more than 10000 words")
        .contains(place(20_001));
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
          status = ('FINISHED') | 10 | list of quoted string values | 'run_id'
          run_id IN ('a', 5) | 11 | ('a', 5) | string value
          run_id IN ('a' 'b') | 11 | ill-formed list | non-empty list of string values
          run_id = ('a') | 10 | ('a') | quoted string value
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
          tags.a = now() | 10 | now() | quoted string
          creation_time > 7d | 17 | 7d | now() - 7d
          creation_time IN (1, 2.5) | 22 | 2.5 | whole milliseconds
          creation_time BETWEEN now() AND 'x' | 33 | 'x' | now() - 7d
          experiment_id BETWEEN '1' AND '2' | 15 | BETWEEN | =, !=, IN, NOT IN
          name = ('a') | 8 | list of quoted string values | after IN
          (name = 'a' | 1 | ( | a ) for every (
          creation_time > 1.5 | 17 | 1.5 | whole milliseconds
          params.a = 'x' | 1 | params | ('attribute', 'tag', 'tags')
          size = 'x' | 1 | size | 'last_update_time'
          """)
  void everyRefusalOfAnExperimentFilterDoesToo(
      String filter, int position, String what, String allowed) {
    TrackingException refused =
        catchThrowableOfType(
            TrackingException.class,
            () -> ExperimentBinder.predicate(FilterParser.parse(filter, Grammar.EXPERIMENTS), NOW));
    assertThat(refused.getMessage()).contains(what).contains(allowed).contains(place(position));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\t\n", "\u00a0"})
  void blanksAloneAreRefused(String blanks) {
    assertThatThrownBy(() -> conditions(blanks)).hasMessageContaining("Could not be parsed.");
  }

  /** Neither the stack nor the time may run out; a quote of the caller's text stays short. */
  @Test
  void longTextsAreReadOrRefusedAtOnce() {
    assertThat(conditions("metrics.a > 1" + " AND metrics.a > 1".repeat(1999))).hasSize(2000);
    assertThat(refusal("a(".repeat(3_000) + "1" + ")".repeat(3_000) + " > 1")).contains(place(1));
    assertThat(refusal("status IN (" + "a(".repeat(3_000) + ")".repeat(3_001)))
        .contains("ill-formed list");
    for (String piece :
        List.of("(", "'", "`a.", "1e", "/*", "\\'", "a.", "-", "NOT ", "1.5h", "now()-", "))")) {
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
            () -> RunBinder.predicate(FilterParser.parse(filter, Grammar.RUNS), NOW));
    assertThat(refused).as(filter.substring(0, Math.min(80, filter.length()))).isNotNull();
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
    return refused.getMessage();
  }
}
