package dev.kiseki.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final int RUNS = 20_000;

  private final Sweep sweep = new Sweep(1);

  @Test
  void aRunHasEightParamsSixMetricsAndFourTagsInPlainMlflowBodies() throws IOException {
    JsonNode create = FakeServer.JSON.readTree(sweep.createBody("7", 777));
    assertThat(create.get("experiment_id").asText()).isEqualTo("7");
    assertThat(create.get("start_time").asLong()).isEqualTo(Sweep.startTime(777));
    assertThat(create.get("run_name").asText()).isEqualTo("run-0000777");
    assertThat(texts(create.get("tags")))
        .containsEntry("sweep", sweep.sweep(777))
        .containsEntry("mlflow.runName", "run-0000777")
        .hasSize(4);
    JsonNode batch = FakeServer.JSON.readTree(sweep.batchBody("abc", 777));
    assertThat(batch.get("run_id").asText()).isEqualTo("abc");
    assertThat(texts(batch.get("params"))).containsEntry("seed", "777").hasSize(8);
    assertThat(texts(batch.get("metrics"))).containsOnlyKeys(Sweep.METRICS);
    assertThat(Sweep.ENTRIES).isEqualTo(4 + 8 + 6);
    JsonNode update = FakeServer.JSON.readTree(sweep.finishBody("abc", 777));
    assertThat(update.get("status").asText()).isEqualTo("FINISHED");
    assertThat(update.get("end_time").asLong()).isGreaterThan(Sweep.startTime(777));
  }

  @Test
  void theSameSeedMakesTheSameRunsAndAnotherOneOthers() {
    assertThat(new Sweep(1).batchBody("a", 5)).isEqualTo(sweep.batchBody("a", 5));
    assertThat(new Sweep(2).metric("loss", 5)).isNotEqualTo(sweep.metric("loss", 5));
  }

  @Test
  void metricsAreUniformAndNoValueComesTwice() {
    for (String key : Sweep.METRICS.subList(0, 5)) {
      Set<Double> seen = new HashSet<>();
      for (int run = 0; run < RUNS; run++) {
        assertThat(seen.add(sweep.metric(key, run))).isTrue();
      }
      assertThat(share(key, 0.9)).isCloseTo(0.1, within(0.01));
      assertThat(share(key, 0.5)).isCloseTo(0.5, within(0.015));
    }
  }

  @Test
  void exactlyOneRunInAThousandIsRareAndThatTellsNothingOfItsLoss() {
    double losses = 0;
    for (int block = 0; block < 1000; block++) {
      int[] rare =
          IntStream.range(block * 1000, (block + 1) * 1000)
              .filter(run -> sweep.metric("rare", run) > Sweep.RARE)
              .toArray();
      assertThat(rare).hasSize(1);
      losses += sweep.metric("loss", rare[0]);
    }
    assertThat(losses / 1000).isCloseTo(0.5, within(0.03));
  }

  @Test
  void everySweepHasOneRunInTwoHundred() {
    Map<String, Integer> counts = new HashMap<>();
    IntStream.range(0, RUNS).forEach(run -> counts.merge(sweep.sweep(run), 1, Integer::sum));
    assertThat(counts).hasSize(Sweep.SWEEPS);
    assertThat(counts.values()).allMatch(n -> n > 60 && n < 145);
  }

  private static Map<String, String> texts(JsonNode entries) {
    Map<String, String> found = new HashMap<>();
    entries.forEach(e -> found.put(e.get("key").asText(), e.get("value").asText()));
    return found;
  }

  private double share(String key, double above) {
    long passing = IntStream.range(0, RUNS).filter(run -> sweep.metric(key, run) > above).count();
    return (double) passing / RUNS;
  }
}
