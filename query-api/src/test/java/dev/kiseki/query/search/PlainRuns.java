package dev.kiseki.query.search;

import static dev.kiseki.query.search.RandomRuns.KEYS;
import static dev.kiseki.query.search.RandomRuns.TEXTS;
import static dev.kiseki.query.search.RandomRuns.pick;

import dev.kiseki.store.document.RunView;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Pieces of a run search as text, each beside its meaning by the plainest means: neither the
 * parser's nor the shards' code is in it.
 */
final class PlainRuns {
  private PlainRuns() {}

  record Term(String text, Predicate<RunView> holds) {}

  record Order(String name, String direction, Comparator<RunView> order) {
    String text() {
      return direction.isEmpty() ? name : name + " " + direction;
    }
  }

  static Term term(Random random) {
    String key = pick(random, KEYS);
    return switch (random.nextInt(5)) {
      case 0 -> metricTerm(random, key);
      case 1 -> textTerm(random, "params.`" + key + "`", run -> run.run().params().get(key));
      case 2 -> textTerm(random, "tag.\"" + key + "\"", run -> run.run().tags().get(key));
      case 3 -> textTerm(random, "user_id", run -> Optional.of(run.run().userId()));
      default -> {
        boolean present = random.nextBoolean();
        yield new Term(
            "tags.`" + key + "` IS " + (present ? "not NULL" : "NULL"),
            run -> run.run().tags().containsKey(key) == present);
      }
    };
  }

  private static Term metricTerm(Random random, String key) {
    String sign = pick(random, List.of("=", "!=", "<", "<=", ">", ">="));
    String literal = pick(random, List.of("0", "-5", "7.5", "1e0", "-0.0", "1e400"));
    return new Term(
        "metrics.`" + key + "`" + sign + literal,
        run -> {
          var metric = run.run().metrics().get(key);
          if (metric.isEmpty() || Double.isNaN(metric.get().value())) {
            return metric.isPresent() && sign.equals("!=");
          }
          int order = number(metric.get().value()).compareTo(new BigDecimal(literal));
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

  private static Term textTerm(
      Random random, String name, Function<RunView, Optional<String>> value) {
    String text = pick(random, TEXTS);
    return switch (random.nextInt(3)) {
      case 0 -> new Term(name + " = '" + text + "'", run -> value.apply(run).equals(of(text)));
      case 1 ->
          new Term(
              name + "!= \"" + text + "\"",
              run -> value.apply(run).isPresent() && !value.apply(run).equals(of(text)));
      default ->
          new Term(
              name + " LIKE '" + text + "%'",
              run -> value.apply(run).map(found -> found.startsWith(text)).orElse(false));
    };
  }

  private static Optional<String> of(String text) {
    return Optional.of(text);
  }

  static Order order(Random random) {
    String key = pick(random, KEYS);
    String direction = pick(random, List.of("", "ASC", "DESC", "desc"));
    boolean down = direction.equalsIgnoreCase("DESC");
    return switch (random.nextInt(6)) {
      case 0, 1 -> new Order("metrics.`" + key + "`", direction, byMetric(key, down));
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
  private static Comparator<RunView> byMetric(String key, boolean down) {
    Function<RunView, Optional<Double>> value =
        run -> run.run().metrics().get(key).map(metric -> metric.value());
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
