package dev.kiseki.store.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PurgedRunTest {
  private static final LatestMetric ONE = new LatestMetric(0.5, 7, 3);
  private static final LatestMetric MANY =
      new LatestMetric(
          0.5, 7, 3, java.util.Optional.of(new MetricCurve(2, 0, 1, 0, 0, 1, 1, 3, 0, 1, 6, 0)));

  private static RunDocument run(KeyedMap<LatestMetric> metrics) {
    return new RunDocument(
        new RunId("ab"),
        new ExperimentId(3),
        "n",
        "me",
        RunStatus.FINISHED,
        5,
        OptionalLong.empty(),
        "mlflow-artifacts:/3/ab/artifacts",
        LifecycleStage.DELETED,
        8,
        9,
        KeyedMap.empty(),
        KeyedMap.empty(),
        metrics,
        17);
  }

  @Test
  void itsBytesStay() {
    PurgedRun purged = new PurgedRun(258, "mlflow-artifacts:/3/ab", List.of("loss", "é"));
    String golden =
        "0882021216" + hex("mlflow-artifacts:/3/ab") + "1a04" + hex("loss") + "1a02" + hex("é");

    assertThat(HexFormat.of().formatHex(purged.bytes())).isEqualTo(golden);
    assertThat(PurgedRun.parse(purged.bytes())).isEqualTo(purged);
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void metricsOfOnePointNeverHadHistory() {
    RunDocument sweep = run(KeyedMap.<LatestMetric>empty().with("a", ONE).with("b", ONE));

    assertThat(PurgedRun.of(sweep, 20))
        .isEqualTo(new PurgedRun(20, "mlflow-artifacts:/3/ab/artifacts", List.of()));
  }

  @Test
  void besideACurveAnOnlyPointMayHaveReachedTheHistoryTwice() {
    RunDocument training = run(KeyedMap.<LatestMetric>empty().with("a", ONE).with("b", MANY));

    assertThat(PurgedRun.of(training, 20).metricKeys()).containsExactly("a", "b");
  }

  @Test
  void aLoggedModelHasItsPointsInItsDocument() {
    RunDocument run = run(KeyedMap.<LatestMetric>empty().with("a", MANY));
    RunDocument model =
        new RunDocument(
            run.id(),
            run.experiment(),
            run.name(),
            "",
            RunStatus.RUNNING,
            5,
            OptionalLong.of(11),
            run.artifactUri(),
            LifecycleStage.DELETED,
            8,
            9,
            run.params(),
            run.tags(),
            run.metrics(),
            RecentBatches.NONE,
            RunLinks.NONE,
            Optional.of(new ModelPart(LoggedModelStatus.READY, "", "", List.of())),
            17);

    assertThat(PurgedRun.of(model, 20).metricKeys()).isEmpty();
    assertThat(model.unusedSinceMillis()).isEqualTo(11);
  }
}
