package dev.kiseki.store.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.RunView;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** MLflow 3.17.2's order and meaning, as seen on its server. */
class RunSearchTest {
  private static final List<RunView> METRIC_RUNS =
      List.of(
          metric("minus5", -5.0),
          metric("zero", 0.0),
          metric("seven", 7.0),
          metric("nan", Double.NaN),
          metric("inf", Double.POSITIVE_INFINITY),
          metric("neginf", Double.NEGATIVE_INFINITY),
          RunFixtures.run("none", Map.of(), Map.of()));

  private static RunView metric(String id, double value) {
    return RunFixtures.run(id, Map.of("m", value), Map.of());
  }

  private static RunQuery query(RunPredicate predicate, OrderKey... order) {
    return new RunQuery(
        Set.of(ExperimentId.DEFAULT),
        ViewType.ACTIVE_ONLY,
        predicate,
        Arrays.asList(order),
        Optional.empty());
  }

  private static String ids(List<RunView> runs, RunQuery query) {
    RunSelection selection = new RunSelection(query, 100);
    runs.forEach(selection::offer);
    return selection.rows().stream().map(row -> row.run().text()).collect(Collectors.joining(" "));
  }

  private static String compare(Comparison comparison, double value) {
    return ids(METRIC_RUNS, query(new RunPredicate.MetricCompare("m", comparison, value)));
  }

  @Test
  void metricsCompareByTheirLatestValueAndNanOnlyDiffers() {
    assertThat(compare(Comparison.GREATER, -1)).isEqualTo("inf seven zero");
    assertThat(compare(Comparison.LESS_OR_EQUAL, 0)).isEqualTo("minus5 neginf zero");
    assertThat(compare(Comparison.EQUAL, -0.0)).isEqualTo("zero");
    assertThat(compare(Comparison.NOT_EQUAL, 0)).isEqualTo("inf minus5 nan neginf seven");
    assertThat(compare(Comparison.LESS, Double.POSITIVE_INFINITY))
        .isEqualTo("inf minus5 neginf seven zero");
    assertThat(compare(Comparison.EQUAL, Double.MAX_VALUE)).isEqualTo("inf");
  }

  @Test
  void metricsOrderNumbersThenNanThenMissingInBothDirections() {
    OrderKey.Source m = new OrderKey.Metric("m");

    assertThat(ids(METRIC_RUNS, query(RunPredicate.anything(), new OrderKey(m, true))))
        .isEqualTo("neginf minus5 zero seven inf nan none");
    assertThat(ids(METRIC_RUNS, query(RunPredicate.anything(), new OrderKey(m, false))))
        .isEqualTo("inf seven zero minus5 neginf nan none");
  }

  @Test
  void textsOrderByUtf8BytesWithMissingLastInBothDirections() {
    List<RunView> runs =
        List.of(
            param("9", "9"),
            param("emoji", "\uD83D\uDE00"),
            param("empty", ""),
            param("halfwidth", "\uFF5E"),
            param("B", "B"),
            param("a", "a"),
            param("10", "10"),
            param("e-acute", "é"),
            RunFixtures.run("none", Map.of(), Map.of()));
    OrderKey.Source p = new OrderKey.Text(new TextOf.Param("p"));

    assertThat(ids(runs, query(RunPredicate.anything(), new OrderKey(p, true))))
        .isEqualTo("empty 10 9 B a e-acute halfwidth emoji none");
    assertThat(ids(runs, query(RunPredicate.anything(), new OrderKey(p, false))))
        .isEqualTo("emoji halfwidth e-acute a B 9 10 empty none");
  }

  @Test
  void tiesBreakByLaterStartAndThenByRunId() {
    List<RunView> runs = List.of(started("b", 5), started("c", 9), started("a", 5));

    assertThat(ids(runs, query(RunPredicate.anything()))).isEqualTo("c a b");
    assertThat(
            ids(
                runs,
                query(
                    RunPredicate.anything(),
                    new OrderKey(new OrderKey.Time(TimeAttribute.START_TIME), true))))
        .isEqualTo("a b c");
  }

  @Test
  void aRunWithoutEndTimeMeetsNoConditionOnIt() {
    List<RunView> runs = List.of(started("running", 5));
    for (Comparison comparison : Comparison.values()) {
      assertThat(
              ids(
                  runs,
                  query(
                      new RunPredicate.TimeCompare(TimeAttribute.END_TIME, comparison, 5, false))))
          .isEmpty();
    }
  }

  @Test
  void aFractionalTimeLiesBetweenTwoMilliseconds() {
    List<RunView> runs = List.of(started("3", 3), started("4", 4));

    assertThat(ids(runs, query(time(Comparison.GREATER)))).isEqualTo("4");
    assertThat(ids(runs, query(time(Comparison.LESS)))).isEqualTo("3");
    assertThat(ids(runs, query(time(Comparison.EQUAL)))).isEmpty();
    assertThat(ids(runs, query(time(Comparison.NOT_EQUAL)))).isEqualTo("4 3");
  }

  @Test
  void differenceNeedsTheKeyAndIsNullDoesNot() {
    List<RunView> runs = List.of(param("a", "x"), param("b", "y"), started("none", 1));
    TextOf p = new TextOf.Param("p");

    assertThat(ids(runs, query(new RunPredicate.TextMatch(p, new TextTest.NotEqual("x")))))
        .isEqualTo("b");
    assertThat(ids(runs, query(new RunPredicate.TextMatch(p, new TextTest.NoneOf(Set.of("x"))))))
        .isEqualTo("b");
    assertThat(ids(runs, query(new RunPredicate.Presence(p, false)))).isEqualTo("none");
    assertThat(ids(runs, query(new RunPredicate.Presence(p, true)))).isEqualTo("a b");
  }

  @Test
  void aNegationHoldsWhereItsTermDoesNotSoAlsoWithoutTheKey() {
    List<RunView> runs = List.of(param("a", "x"), param("b", "y"), started("none", 1));
    RunPredicate isX = new RunPredicate.TextMatch(new TextOf.Param("p"), new TextTest.Equal("x"));

    assertThat(ids(runs, query(new RunPredicate.Not(isX)))).isEqualTo("b none");
    assertThat(ids(METRIC_RUNS, query(new RunPredicate.Not(above(0)))))
        .isEqualTo("minus5 nan neginf none zero");
    assertThat(ids(METRIC_RUNS, query(new RunPredicate.AnyOf(List.of(above(5), below(-4))))))
        .isEqualTo("inf minus5 neginf seven");
    assertThat(ids(METRIC_RUNS, query(new RunPredicate.AnyOf(List.of())))).isEmpty();
  }

  @Test
  void aMetricThatIsNanIsThere() {
    assertThat(ids(METRIC_RUNS, query(new RunPredicate.MetricPresence("m", false))))
        .isEqualTo("none");
    assertThat(ids(METRIC_RUNS, query(new RunPredicate.MetricPresence("m", true)))).contains("nan");
  }

  @Test
  void aDurationIsEndLessStartAndMissingBeforeTheEnd() {
    List<RunView> runs =
        List.of(
            lasting("short", 10, OptionalLong.of(30)),
            lasting("long", 10, OptionalLong.of(500)),
            lasting("backwards", 10, OptionalLong.of(4)),
            lasting("running", 10, OptionalLong.empty()),
            lasting("endless", Long.MIN_VALUE, OptionalLong.of(Long.MAX_VALUE)));

    assertThat(ids(runs, query(lasts(Comparison.EQUAL, 20)))).isEqualTo("short");
    assertThat(ids(runs, query(lasts(Comparison.LESS, 20)))).isEqualTo("backwards");
    assertThat(ids(runs, query(lasts(Comparison.EQUAL, Long.MAX_VALUE)))).isEqualTo("endless");
    OrderKey.Source duration = new OrderKey.Time(TimeAttribute.DURATION);
    assertThat(ids(runs, query(RunPredicate.anything(), new OrderKey(duration, true))))
        .isEqualTo("backwards short long endless running");
    assertThat(ids(runs, query(RunPredicate.anything(), new OrderKey(duration, false))))
        .isEqualTo("endless long short backwards running");
  }

  @Test
  void textRangesHoldTheirEndsAndCompareBytes() {
    List<RunView> runs =
        List.of(param("B", "B"), param("a", "a"), param("emoji", "😀"), started("none", 1));
    TextOf p = new TextOf.Param("p");

    assertThat(
            ids(runs, query(new RunPredicate.TextMatch(p, new TextTest.Between("B", "a", true)))))
        .isEqualTo("B a");
    assertThat(
            ids(runs, query(new RunPredicate.TextMatch(p, new TextTest.Between("B", "a", false)))))
        .isEqualTo("emoji");
  }

  private static RunPredicate above(double value) {
    return new RunPredicate.MetricCompare("m", Comparison.GREATER, value);
  }

  private static RunPredicate below(double value) {
    return new RunPredicate.MetricCompare("m", Comparison.LESS, value);
  }

  private static RunPredicate lasts(Comparison comparison, long millis) {
    return new RunPredicate.TimeCompare(TimeAttribute.DURATION, comparison, millis, false);
  }

  private static RunView lasting(String id, long start, OptionalLong end) {
    return RunFixtures.view(
        id, 0, start, end, KeyedMap.empty(), KeyedMap.empty(), KeyedMap.empty());
  }

  @Test
  void aLongPatternDoesNotBacktrackWithoutEnd() {
    String pattern = "%a".repeat(2000) + "b";

    assertThat(LikeMatch.matches(pattern, "a".repeat(6000), false)).isFalse();
  }

  @Test
  void aPatternThatAlmostFitsEverywhereIsNotTriedEverywhere() {
    String pattern = "%" + "a".repeat(3900) + "_b";
    String text = "A".repeat(8000);

    assertThat(LikeMatch.matches(pattern, text + "b", true)).isTrue();
    // One by one it would be 16 million steps each time.
    assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          for (int i = 0; i < 1_000; i++) {
            assertThat(LikeMatch.matches(pattern, text, true)).isFalse();
          }
        });
  }

  private static RunPredicate time(Comparison comparison) {
    return new RunPredicate.TimeCompare(TimeAttribute.START_TIME, comparison, 3, true);
  }

  private static RunView param(String id, String value) {
    return RunFixtures.run(id, Map.of(), Map.of("p", value));
  }

  private static RunView started(String id, long start) {
    return RunFixtures.view(
        id, 0, start, OptionalLong.empty(), KeyedMap.empty(), KeyedMap.empty(), KeyedMap.empty());
  }
}
