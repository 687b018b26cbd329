package dev.kiseki.query.search;

import static dev.kiseki.query.search.RandomRuns.KEYS;
import static dev.kiseki.query.search.RandomRuns.TEXTS;
import static dev.kiseki.query.search.RandomRuns.pick;

import dev.kiseki.query.search.PlainMetrics.Quantity;
import dev.kiseki.query.search.PlainTrees.Term;
import dev.kiseki.store.document.RunView;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * Pieces of a run search as text, each beside its meaning by the plainest means: neither the
 * parser's nor the shards' code is in it.
 */
final class PlainRuns {
  /** What now() is. */
  static final long NOW = 3;

  static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC);

  private static final List<String> NUMBERS = List.of("0", "-5", "7.5", "1e0", "-0.0", "1e400");

  private PlainRuns() {}

  record Order(String name, String direction, Comparator<RunView> order) {
    /** The same for whatever is the same key: an order may name it once. */
    String what() {
      String plain = name.replace(" ", "").toLowerCase(Locale.ROOT);
      return plain.replaceFirst("^last\\((.*)\\)$", "$1");
    }

    String text() {
      return direction.isEmpty() ? name : name + " " + direction;
    }
  }

  static Term<RunView> term(Random random) {
    String key = pick(random, KEYS);
    return switch (random.nextInt(8)) {
      case 0 -> metricTerm(random, key);
      case 5 -> metricGroup(random, key);
      case 6, 7 -> PlainTimes.term(random);
      case 1 -> textTerm(random, "params.`" + key + "`", run -> run.run().params().get(key));
      case 2 -> textTerm(random, "tag.\"" + key + "\"", run -> run.run().tags().get(key));
      case 3 -> textTerm(random, "user_id", run -> Optional.of(run.run().userId()));
      default -> {
        boolean present = random.nextBoolean();
        yield new Term<>(
            "tags.`" + key + "` IS " + (present ? "not NULL" : "NULL"),
            run -> run.run().tags().containsKey(key) == present);
      }
    };
  }

  /** Lists, ranges and null tests: what !=, the comparisons and the lack of a key make of them. */
  private static Term<RunView> metricGroup(Random random, String key) {
    Quantity quantity = PlainMetrics.any(random, key);
    String name = quantity.text() + " ";
    String low = pick(random, NUMBERS);
    String high = pick(random, NUMBERS);
    boolean not = random.nextBoolean();
    return switch (random.nextInt(3)) {
      case 0 ->
          new Term<>(
              name + (not ? "NOT IN" : "in") + " (" + low + ", " + high + ")",
              run ->
                  quantity.value().apply(run).isPresent()
                      && not
                          != (is(run, quantity, low, order -> order == 0)
                              || is(run, quantity, high, order -> order == 0)));
      case 1 ->
          new Term<>(
              name + (not ? "NOT BETWEEN " : "between ") + low + " AND " + high,
              run ->
                  not
                      ? is(run, quantity, low, order -> order < 0)
                          || is(run, quantity, high, order -> order > 0)
                      : is(run, quantity, low, order -> order >= 0)
                          && is(run, quantity, high, order -> order <= 0));
      default ->
          new Term<>(
              name + (not ? "IS NOT NULL" : "is null"),
              run -> quantity.value().apply(run).isPresent() == not);
    };
  }

  /** Whether there is a number and it compares so with the literal. */
  private static boolean is(RunView run, Quantity quantity, String literal, IntPredicate order) {
    return quantity
        .value()
        .apply(run)
        .filter(value -> !Double.isNaN(value))
        .filter(value -> order.test(number(value).compareTo(new BigDecimal(literal))))
        .isPresent();
  }

  private static Term<RunView> metricTerm(Random random, String key) {
    String sign = pick(random, List.of("=", "!=", "<", "<=", ">", ">="));
    String literal = pick(random, NUMBERS);
    Quantity quantity = PlainMetrics.any(random, key);
    return new Term<>(
        quantity.text() + sign + literal,
        run -> {
          Optional<Double> value = quantity.value().apply(run);
          if (value.isEmpty() || Double.isNaN(value.get())) {
            return value.isPresent() && sign.equals("!=");
          }
          int order = number(value.get()).compareTo(new BigDecimal(literal));
          return switch (sign) {
            case "=" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
          };
        });
  }

  private static Term<RunView> textTerm(
      Random random, String name, Function<RunView, Optional<String>> value) {
    String text = pick(random, TEXTS);
    String other = pick(random, TEXTS);
    boolean not = random.nextBoolean();
    return switch (random.nextInt(6)) {
      case 0 -> new Term<>(name + " = '" + text + "'", run -> value.apply(run).equals(of(text)));
      case 3 ->
          new Term<>(
              name + (not ? " not in" : " IN") + " ('" + text + "',\"" + other + "\")",
              run ->
                  value
                      .apply(run)
                      .filter(found -> not != (found.equals(text) || found.equals(other)))
                      .isPresent());
      case 4 ->
          new Term<>(
              name + (not ? " NOT" : "") + " BETWEEN '" + text + "' and '" + other + "'",
              run ->
                  value
                      .apply(run)
                      .filter(found -> not != (before(text, found) && before(found, other)))
                      .isPresent());
      case 5 ->
          new Term<>(
              name + (not ? " IS NOT NULL" : " IS NULL"),
              run -> value.apply(run).isPresent() == not);
      case 1 ->
          new Term<>(
              name + "!= \"" + text + "\"",
              run -> value.apply(run).isPresent() && !value.apply(run).equals(of(text)));
      default ->
          new Term<>(
              name + " LIKE '" + text + "%'",
              run -> value.apply(run).map(found -> found.startsWith(text)).orElse(false));
    };
  }

  private static boolean before(String first, String second) {
    return Arrays.compareUnsigned(utf8(Optional.of(first)), utf8(Optional.of(second))) <= 0;
  }

  private static Optional<String> of(String text) {
    return Optional.of(text);
  }

  static Order order(Random random) {
    String key = pick(random, KEYS);
    String direction = pick(random, List.of("", "ASC", "DESC", "desc"));
    boolean down = direction.equalsIgnoreCase("DESC");
    return switch (random.nextInt(7)) {
      case 6 -> new Order("attributes.duration", direction, byTime(PlainTimes::duration, down));
      case 0, 1 -> {
        Quantity quantity = PlainMetrics.any(random, key);
        yield new Order(quantity.text(), direction, byMetric(quantity.value(), down));
      }
      case 2 ->
          new Order(
              "params.`" + key + "`", direction, byText(run -> run.run().params().get(key), down));
      case 3 ->
          new Order(
              "tags.`" + key + "`", direction, byText(run -> run.run().tags().get(key), down));
      case 4 -> new Order("end_time", direction, byTime(run -> run.run().endTimeMillis(), down));
      default ->
          new Order(
              "start_time",
              direction,
              byTime(run -> OptionalLong.of(run.run().startTimeMillis()), down));
    };
  }

  /** The given order, then the later start unless it was given, then the run's id. */
  static Comparator<RunView> total(List<Order> orders) {
    Comparator<RunView> total = Comparator.comparing(run -> 0);
    for (Order order : orders) {
      total = total.thenComparing(order.order());
    }
    if (orders.stream().noneMatch(order -> order.name().equals("start_time"))) {
      total =
          total.thenComparing(byTime(run -> OptionalLong.of(run.run().startTimeMillis()), true));
    }
    return total.thenComparing(run -> run.run().id().text());
  }

  /** Numbers, then NaN, then runs without the metric; only the numbers turn round. */
  private static Comparator<RunView> byMetric(
      Function<RunView, Optional<Double>> value, boolean down) {
    Comparator<RunView> groups =
        Comparator.comparing(run -> value.apply(run).map(v -> Double.isNaN(v) ? 1 : 0).orElse(2));
    Function<RunView, BigDecimal> number =
        run ->
            value
                .apply(run)
                .filter(v -> !Double.isNaN(v))
                .map(PlainRuns::number)
                .orElse(BigDecimal.ZERO);
    return groups.thenComparing(
        down ? Comparator.comparing(number).reversed() : Comparator.comparing(number));
  }

  private static Comparator<RunView> byText(
      Function<RunView, Optional<String>> value, boolean down) {
    Comparator<RunView> present = Comparator.comparing(run -> value.apply(run).isEmpty());
    Comparator<RunView> bytes =
        (a, b) -> Arrays.compareUnsigned(utf8(value.apply(a)), utf8(value.apply(b)));
    return present.thenComparing(down ? bytes.reversed() : bytes);
  }

  private static byte[] utf8(Optional<String> text) {
    return text.orElse("").getBytes(StandardCharsets.UTF_8);
  }

  private static Comparator<RunView> byTime(Function<RunView, OptionalLong> time, boolean down) {
    Comparator<RunView> present = Comparator.comparing(run -> time.apply(run).isEmpty());
    Comparator<RunView> value = Comparator.comparing(run -> time.apply(run).orElse(0));
    return present.thenComparing(down ? value.reversed() : value);
  }

  /** MLflow's store has the largest doubles for infinities. */
  private static BigDecimal number(double value) {
    return new BigDecimal(
        Double.isInfinite(value) ? Math.copySign(Double.MAX_VALUE, value) : value);
  }
}
