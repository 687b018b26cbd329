package dev.kiseki.query.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.bind.ExperimentBinder;
import dev.kiseki.query.bind.RunBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

/** Random trees through text and back, and random texts that are none. */
class FilterPropertyTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final Pattern PLACE =
      Pattern.compile("\\(at character (\\d+)(; allowed: .+)?\\)$");

  /** Pieces that filters are made of, in no order. */
  private static final List<String> PIECES =
      List.of(
          "metrics.a",
          "params.`b c`",
          "tags.\"d\"",
          "start_time",
          "duration",
          "name",
          "creation_time",
          "experiment_id",
          "run_id",
          "status",
          "now()",
          "now",
          "max(",
          "a(b)",
          "min(metrics.a)",
          "count(",
          "7d",
          "1.5h",
          "-",
          "+",
          "1",
          "-0.5",
          "1e400",
          "'x'",
          "\"y\"",
          "''",
          "'",
          "\"",
          "`",
          "(",
          ")",
          "((",
          "))",
          "()",
          ",",
          ".",
          ";",
          "AND",
          "OR",
          "NOT",
          "IN",
          "BETWEEN",
          "IS",
          "NULL",
          "LIKE",
          "ILIKE",
          "=",
          "!=",
          "<",
          ">=",
          "==",
          "--",
          "/*",
          "*/",
          "# ",
          "\\'",
          "é",
          "😀",
          "\u0000",
          "\ud800");

  @Property(tries = 1000)
  void aPrintedTreeIsReadAsTheSameTree(@ForAll long seed) {
    Expression tree = tree(new Random(seed), 5);
    String text = FilterPrinter.print(tree);

    Expression read = FilterParser.parse(text, Grammar.RUNS).root();
    assertThat(FilterPrinter.withoutPositions(read)).as(text).isEqualTo(tree);
    assertThat(FilterPrinter.print(read)).isEqualTo(text);
  }

  @Property(tries = 3000)
  void piecesInAnyOrderAreReadOrRefusedWithThePlace(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(14); i > 0; i--) {
      text.append(pick(random, PIECES)).append(random.nextInt(4) == 0 ? "" : " ");
    }
    readOrRefused(text.toString());
  }

  @Property(tries = 2000)
  void aFilterWithAFlawIsReadOrRefusedWithThePlace(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(FilterPrinter.print(tree(random, 3)));
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      int at = random.nextInt(text.length() + 1);
      if (random.nextBoolean() && at < text.length()) {
        text.deleteCharAt(at);
      } else {
        text.insert(at, pick(random, PIECES));
      }
    }
    readOrRefused(text.toString());
  }

  @Property(tries = 1000)
  void anyTextIsReadOrRefusedWithThePlace(@ForAll @StringLength(max = 60) String text) {
    readOrRefused(text);
  }

  private static void readOrRefused(String text) {
    for (Grammar grammar : Grammar.values()) {
      try {
        Filter filter = FilterParser.parse(text, grammar);
        if (grammar == Grammar.RUNS) {
          RunBinder.predicate(filter, NOW);
        } else {
          ExperimentBinder.predicate(filter, NOW);
        }
      } catch (TrackingException e) {
        assertThat(e.code()).as(text).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
        Matcher place = PLACE.matcher(e.getMessage().replaceAll("\\R", " "));
        assertThat(place.find()).as(e.getMessage()).isTrue();
        assertThat(Integer.parseInt(place.group(1)))
            .as(e.getMessage())
            .isBetween(1, text.codePointCount(0, text.length()) + 1);
      }
    }
  }

  private static Expression tree(Random random, int levels) {
    if (levels == 0 || random.nextInt(3) == 0) {
      return condition(random);
    }
    if (random.nextInt(3) == 0) {
      return new Expression.Not(tree(random, levels - 1));
    }
    List<Expression> terms = new ArrayList<>();
    for (int i = 2 + random.nextInt(2); i > 0; i--) {
      terms.add(tree(random, levels - 1));
    }
    return random.nextBoolean() ? new Expression.AllOf(terms) : new Expression.AnyOf(terms);
  }

  private static Condition condition(Random random) {
    Operand key =
        switch (random.nextInt(5)) {
          case 0 -> new Operand.Symbol("\"run name\"", 0);
          case 1 -> call(random);
          default ->
              new Operand.Name(
                  pick(random, List.of("metrics.a", "tags.`a AND b`", "params.'x'", "duration")),
                  0);
        };
    return switch (random.nextInt(4)) {
      case 0 -> new Condition.NullTest(key, random.nextBoolean());
      case 1 -> new Condition.Between(key, random.nextBoolean(), 0, single(random), single(random));
      case 2 -> {
        List<Operand> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(single(random));
        }
        String source =
            items.stream().map(Operand::source).collect(Collectors.joining(", ", "(", ")"));
        yield new Condition.Comparison(
            key,
            pick(random, List.of("IN", "NOT IN", "=")),
            0,
            new Operand.Listing(source, 0, Optional.of(items)));
      }
      default ->
          new Condition.Comparison(
              key,
              pick(random, List.of("=", "!=", "<", ">=", "LIKE", "NOT ILIKE", "RLIKE")),
              0,
              single(random));
    };
  }

  private static Operand call(Random random) {
    String metric = pick(random, List.of("metrics.a", "metrics.`b)c`", "metric.\"d e\""));
    List<Operand> items = List.of(new Operand.Name(metric, 0));
    return new Operand.Call(
        pick(random, List.of("max", "MIN_step", "no_function ")) + "(" + metric + ")",
        0,
        new Operand.Listing("(" + metric + ")", 0, Optional.of(items)));
  }

  private static Operand single(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Operand.Text(pick(random, List.of("'x'", "''", "'a OR (b'", "'😀'")), 0);
      case 1 -> new Operand.Symbol(pick(random, List.of("\"x\"", "\"it's\"")), 0);
      case 2 -> new Operand.Figure(pick(random, List.of("1", "-0.5", ".5", "1e-3", "5.")), 0);
      case 3 -> new Operand.Span(pick(random, List.of("90m", "1.5h", "5400s")), 0, 5_400_000);
      case 4 ->
          random.nextBoolean()
              ? new Operand.Moment("now()", 0, 0)
              : new Operand.Moment("now() - 1d + 1h", 0, -82_800_000);
      default -> new Operand.Name("params.b", 0);
    };
  }

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
