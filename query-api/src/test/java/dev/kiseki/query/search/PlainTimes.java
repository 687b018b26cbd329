package dev.kiseki.query.search;

import static dev.kiseki.query.search.RandomRuns.pick;

import dev.kiseki.query.search.PlainTrees.Term;
import dev.kiseki.store.document.RunView;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.DoublePredicate;
import java.util.function.Function;

/** Conditions on times and durations as text, each beside its meaning by the plainest means. */
final class PlainTimes {
  /** A value as text and what it is; {@link PlainRuns#NOW} is 3. */
  private record Literal(String text, double millis) {}

  private static final List<Literal> TIMES =
      List.of(
          new Literal("2", 2),
          new Literal("1.5", 1.5),
          new Literal("-1e0", -1),
          new Literal("now()", 3),
          new Literal("NOW() - 2ms", 1),
          new Literal("now()+1s-1001ms", 2),
          new Literal("now() - 9999999999999w", Long.MIN_VALUE));

  private static final List<Literal> SPANS =
      List.of(
          new Literal("2", 2),
          new Literal("0.5", 0.5),
          new Literal("-2", -2),
          new Literal("1ms", 1),
          new Literal("0.002s", 2),
          new Literal("0h", 0));

  private PlainTimes() {}

  static OptionalLong duration(RunView run) {
    return run.run().endTimeMillis().isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(run.run().endTimeMillis().getAsLong() - run.run().startTimeMillis());
  }

  static Term<RunView> term(Random random) {
    return switch (random.nextInt(3)) {
      case 0 ->
          term(random, "start_time", TIMES, run -> OptionalLong.of(run.run().startTimeMillis()));
      case 1 -> term(random, "attributes.end_time", TIMES, run -> run.run().endTimeMillis());
      default ->
          term(
              random,
              pick(random, List.of("duration", "attributes.duration")),
              SPANS,
              PlainTimes::duration);
    };
  }

  private static Term<RunView> term(
      Random random, String key, List<Literal> values, Function<RunView, OptionalLong> time) {
    Literal low = pick(random, values);
    Literal high = pick(random, values);
    return switch (random.nextInt(10)) {
      case 0 -> of(key + " = " + low.text(), time, at -> at == low.millis());
      case 1 -> of(key + "!=" + low.text(), time, at -> at != low.millis());
      case 2 -> of(key + " < " + low.text(), time, at -> at < low.millis());
      case 3 -> of(key + ">=" + low.text(), time, at -> at >= low.millis());
      case 4 ->
          of(
              key + " IN (" + low.text() + "," + high.text() + ")",
              time,
              at -> at == low.millis() || at == high.millis());
      case 5 ->
          of(
              key + " not in (" + low.text() + ", " + high.text() + ",)",
              time,
              at -> at != low.millis() && at != high.millis());
      case 6 ->
          of(
              key + " BETWEEN " + low.text() + " AND " + high.text(),
              time,
              at -> low.millis() <= at && at <= high.millis());
      case 7 ->
          of(
              key + " NOT BETWEEN " + low.text() + " AND " + high.text(),
              time,
              at -> at < low.millis() || at > high.millis());
      case 8 -> new Term<>(key + " IS NULL", run -> time.apply(run).isEmpty());
      default -> new Term<>(key + " is not null", run -> time.apply(run).isPresent());
    };
  }

  private static Term<RunView> of(
      String text, Function<RunView, OptionalLong> time, DoublePredicate holds) {
    return new Term<>(
        text,
        run -> {
          OptionalLong at = time.apply(run);
          return at.isPresent() && holds.test((double) at.getAsLong());
        });
  }
}
