package dev.kiseki.store.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.proto.StoredRun;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunDocumentCodecTest {
  /** Of before there were curves. */
  private static final KeyedMap<LatestMetric> POINTS =
      KeyedMap.<LatestMetric>empty()
          .with("acc", new LatestMetric(0.5, 1700000000000L, 3))
          .with("loss", new LatestMetric(Double.NaN, 1700000000001L, -1));

  private static final MetricCurve CURVE =
      new MetricCurve(
          300, 2, 12.5, -1e-17, -3, 7, Double.POSITIVE_INFINITY, -1, 1, -2, 1700000000000L, -4);

  private static final String GOLDEN_1 =
      "0a02616210031a016e22026d6528033080d095ffbc313885d095ffbc31420673333a2f2f62480150"
          + "0858096011a201026c72aa0103302e31b2010174ba0102c3a9c20103616363c201046c6f7373ca01"
          + "10000000000000e03f000000000000f87fd2010c80d095ffbc3181d095ffbc31da01020601";
  private static final String GOLDEN_CURVES =
      "0a02616210031a016e22026d6528033080d095ffbc313885d095ffbc31420673333a2f2f62480150"
          + "0858096011a201026c72aa0103302e31b2010174ba0102c3a9c20103616363c201046c6f7373ca01"
          + "10000000000000e03f0000000000000040d2010c80d095ffbc3181d095ffbc31da01020612e20101"
          + "01ea0102ac02f2010102fa0108000000000000294082020897d44646f50e67bc8a02080000000000"
          + "0008c09202010e9a0208000000000000f07fa2020101aa0208000000000000f03fb2020103ba0206"
          + "80d095ffbc31c202100100000000000000ffffffffffffffff";
  private static final String GOLDEN_NAN_STEPS = GOLDEN_CURVES + "ca020107";

  private static RunDocument run(KeyedMap<LatestMetric> metrics, RecentBatches batches) {
    return new RunDocument(
        new RunId("ab"),
        new ExperimentId(3),
        "n",
        "me",
        RunStatus.FINISHED,
        1700000000000L,
        OptionalLong.of(1700000000005L),
        "s3://b",
        LifecycleStage.DELETED,
        8,
        9,
        KeyedMap.<String>empty().with("lr", "0.1"),
        KeyedMap.<String>empty().with("t", "é"),
        metrics,
        batches,
        RunLinks.NONE,
        Optional.empty(),
        17);
  }

  private static RunDocument withCurve() {
    return run(
        POINTS.with("loss", new LatestMetric(2, 1700000000001L, 9, Optional.of(CURVE))),
        RecentBatches.of(1, -1));
  }

  @Test
  void theBytesOfARunWhoseMetricsHaveOnePointStay() {
    RunDocument run = run(POINTS, RecentBatches.NONE);

    assertThat(HexFormat.of().formatHex(RunDocumentCodec.encode(run))).isEqualTo(GOLDEN_1);
    assertThat(RunDocumentCodec.decode(HexFormat.of().parseHex(GOLDEN_1))).isEqualTo(run);
  }

  @Test
  void theBytesOfCurvesStay() {
    assertThat(HexFormat.of().formatHex(RunDocumentCodec.encode(withCurve())))
        .isEqualTo(GOLDEN_NAN_STEPS);
    assertThat(RunDocumentCodec.decode(HexFormat.of().parseHex(GOLDEN_NAN_STEPS)))
        .isEqualTo(withCurve());
    MetricCurve before =
        RunDocumentCodec.decode(HexFormat.of().parseHex(GOLDEN_CURVES))
            .metrics()
            .get("loss")
            .orElseThrow()
            .history();
    assertThat(before.nans()).isEqualTo(2);
    assertThat(before.nanStep()).as("not known then").isZero();
  }

  @Test
  void theOffsetIsReadAlone() {
    byte[] bytes = RunDocumentCodec.encode(withCurve());
    assertThat(withCurve().appliedOffset()).isPositive();
    assertThat(RunDocumentCodec.appliedOffset(bytes)).isEqualTo(withCurve().appliedOffset());
  }

  @Test
  void aMetricOfOnePointIsItsOwnHistory() {
    assertThat(new LatestMetric(-0.0, 5, 3).history())
        .isEqualTo(new MetricCurve(1, 0, -0.0, 0, 0, 3, 0, 3, -0.0, 3, 5, 0));
    assertThat(new LatestMetric(Double.NaN, 5, 3).history())
        .isEqualTo(new MetricCurve(1, 1, 0, 0, Double.NaN, 0, Double.NaN, 0, Double.NaN, 3, 5, 3));
  }

  @Test
  void aCurveOfNoMetricIsDamage() {
    StoredRun stored = RunDocumentCodec.toProto(withCurve());
    StoredRun beyond = stored.toBuilder().setCurveMetrics(0, 2).build();
    StoredRun cut = stored.toBuilder().clearCurveSums().build();

    for (StoredRun damaged : new StoredRun[] {beyond, cut}) {
      assertThatThrownBy(() -> RunDocumentCodec.fromProto(damaged))
          .isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void theLastSixteenBatchesAreRemembered() {
    RecentBatches batches = RecentBatches.NONE;
    for (long i = 0; i < 20; i++) {
      batches = batches.with(i);
    }

    assertThat(batches.hashes())
        .containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L);
    assertThat(batches.contains(3)).isFalse();
    assertThat(batches.contains(4)).isTrue();
  }
}
