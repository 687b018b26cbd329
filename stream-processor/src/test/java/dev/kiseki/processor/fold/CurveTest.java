package dev.kiseki.processor.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.MetricCurve;
import dev.kiseki.store.document.RecentBatches;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a metric's points, and of points that are told twice. */
class CurveTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  /** Values at steps 0, 1, 2, .. in one batch. */
  private static MetricCurve curve(double... values) {
    return folded(List.of(batch(0, values))).run().metrics().get("m").orElseThrow().history();
  }

  private static RunEvent batch(long from, double... values) {
    MetricColumns.Builder points = new MetricColumns.Builder();
    for (int i = 0; i < values.length; i++) {
      points.add("m", from + i, 1_000 + from + i, values[i]);
    }
    return batch(points);
  }

  private static RunEvent batch(MetricColumns.Builder points) {
    return Events.of(
        Events.RUN,
        new RunProposal.LogBatch(
            RunProposal.Origin.LOG_BATCH, points.build(), List.of(), List.of()));
  }

  private static Replay folded(List<RunEvent> batches) {
    List<RunEvent> log = new ArrayList<>(List.of(Events.create()));
    log.addAll(batches);
    return Replay.of(log);
  }

  private static long count(List<RunEvent> batches) {
    return folded(batches).run().metrics().get("m").orElseThrow().history().count();
  }

  @Test
  void aCurveKnowsItsExtremesItsEndsAndItsMean() {
    MetricCurve curve = curve(4, 1, 7, 1, 7, 2);

    assertThat(curve).isEqualTo(new MetricCurve(6, 0, 22, 0, 1, 1, 7, 2, 4, 0, 1_000, 0));
    assertThat(curve.mean()).isEqualTo(22.0 / 6);
  }

  @Test
  void nanCountsAndIsNeitherSmallestNorLargestNorInTheMean() {
    assertThat(curve(NAN, 3, NAN, 1))
        .isEqualTo(new MetricCurve(4, 2, 4, 0, 1, 3, 3, 1, NAN, 0, 1_000, 0));
    assertThat(curve(NAN, 3, NAN, 1).mean()).isEqualTo(2);
    assertThat(curve(NAN, NAN))
        .isEqualTo(new MetricCurve(2, 2, 0, 0, NAN, 0, NAN, 0, NAN, 0, 1_000, 0));
    assertThat(curve(NAN, NAN).mean()).isNaN();
    assertThat(curve(1, NAN, 2, NAN).nanStep()).isEqualTo(1);
  }

  @Test
  void infinitiesAreValues() {
    assertThat(curve(1, INFINITY, 2).max()).isEqualTo(INFINITY);
    assertThat(curve(1, INFINITY, 2).maxStep()).isEqualTo(1);
    assertThat(curve(1, INFINITY, 2).mean()).isEqualTo(INFINITY);
    assertThat(curve(1, INFINITY, -INFINITY, 2).mean()).isNaN();
    assertThat(curve(1e308, 1e308).mean()).isEqualTo(INFINITY);
  }

  @Test
  void theLargestDoublesAreInfinitiesInAMean() {
    assertThat(curve(Double.MAX_VALUE, 1).mean()).isEqualTo(INFINITY);
    assertThat(curve(1, -Double.MAX_VALUE, Double.MAX_VALUE).mean()).isNaN();
    assertThat(curve(1, Double.MAX_VALUE).max()).isEqualTo(Double.MAX_VALUE);
  }

  @Test
  void theMeanOfManySmallNumbersAfterALargeOneIsExact() {
    double[] values = new double[1001];
    Arrays.fill(values, 0.1);
    values[0] = 1e16;

    assertThat(curve(values).mean()).isCloseTo((1e16 + 100) / 1001, within(0.01));
  }

  @Test
  void theFirstPointIsTheOneWithTheSmallestStepHoweverLateItComes() {
    assertThat(curve(5, 6).first()).isEqualTo(5);
    Replay late = folded(List.of(batch(10, 5, 6), batch(3, 9)));
    LatestMetric metric = late.run().metrics().get("m").orElseThrow();
    assertThat(metric.history().first()).isEqualTo(9);
    assertThat(metric.history().firstStep()).isEqualTo(3);
    assertThat(metric.value()).isEqualTo(6);
    Replay tie =
        folded(List.of(batch(0, 5), batch(new MetricColumns.Builder().add("m", 0, 1_000, 8))));
    assertThat(tie.run().metrics().get("m").orElseThrow().history().first()).isEqualTo(5);
  }

  @Test
  void theStepOfAnExtremeIsTheSmallestAtWhichItStood() {
    Replay late = folded(List.of(batch(10, 5, 9), batch(3, 9)));

    assertThat(late.run().metrics().get("m").orElseThrow().history().maxStep()).isEqualTo(3);
  }

  @Test
  void aBatchThatComesAgainIsCountedOnce() {
    List<RunEvent> log = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      log.add(batch(i * 10L, 1, 2, 3));
    }
    Replay once = folded(log);
    log.add(log.get(9));
    log.add(log.get(3));
    log.add(log.get(0));

    assertThat(folded(log).run().metrics()).isEqualTo(once.run().metrics());
    assertThat(folded(log).run().batches()).isEqualTo(once.run().batches());
  }

  @Test
  void aBatchIsForgottenAfterSixteenOthersAndThenItsInnerPointsCountAgain() {
    List<RunEvent> log = new ArrayList<>(List.of(batch(0, 1, 2, 3)));
    for (int i = 1; i < RecentBatches.MOST; i++) {
      log.add(batch(i * 10L, 1));
    }
    log.add(log.get(0));
    assertThat(count(log)).isEqualTo(3 + 15);

    log.set(log.size() - 1, batch(200, 1));
    log.add(log.get(0));
    assertThat(count(log)).isEqualTo(3 + 16 + 2);
  }

  @Test
  void theFirstAndTheLatestPointAreKnownHoweverTheyComeAgain() {
    assertThat(count(List.of(batch(0, 1, 2, 3), batch(0, 1), batch(2, 3), batch(0, 1, 2, 3))))
        .isEqualTo(3);
  }

  @Test
  void aPointThatStandsTwiceInABatchIsCountedOnceWhateverStandsBetween() {
    MetricColumns.Builder points = new MetricColumns.Builder();
    for (long step : new long[] {5, 1, 9, 1, 5, 3, 9, 3}) {
      points.add("m", step, step, NAN).add("other", step, step, 2);
    }
    Replay log = folded(List.of(batch(points)));

    assertThat(log.run().metrics().get("m").orElseThrow().history().count()).isEqualTo(4);
    assertThat(log.run().metrics().get("other").orElseThrow().history().count()).isEqualTo(4);
  }

  @Test
  void pointsOfOneStepAreSeveralWhenTimeOrValueDiffer() {
    MetricColumns.Builder points =
        new MetricColumns.Builder()
            .add("m", 1, 1, 1)
            .add("m", 1, 2, 1)
            .add("m", 1, 2, 0.5)
            .add("m", 1, 2, 0.0)
            .add("m", 1, 2, -0.0);

    assertThat(count(List.of(batch(points)))).isEqualTo(5);
  }

  @Test
  void aRunWhoseMetricsHaveOnePointRemembersNoBatch() {
    Replay sweep = folded(List.of(batch(7, 1), batch(7, 1)));

    assertThat(sweep.run().batches()).isEqualTo(RecentBatches.NONE);
    assertThat(sweep.run().metrics().get("m").orElseThrow().curve()).isEmpty();
    assertThat(folded(List.of(batch(7, 1, 2))).run().batches()).isNotEqualTo(RecentBatches.NONE);
  }

  @Test
  void hashesOfBatchesStay() {
    MetricColumns batch =
        new MetricColumns.Builder().add("loss", 1, 2, 0.5).add("é", -1, 2, NAN).build();

    assertThat(BatchHash.of(batch)).isEqualTo(-1434904717819149705L);
  }
}
