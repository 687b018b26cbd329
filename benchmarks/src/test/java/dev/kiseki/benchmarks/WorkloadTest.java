package dev.kiseki.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private CountingServer server;

  @BeforeEach
  void start() throws IOException {
    server = new CountingServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  static List<Workload> all() {
    return Workload.ALL;
  }

  private Figures run(Workload workload) throws Exception {
    return new Press(server.uri(), Duration.ofMillis(100), SHORT).run(workload);
  }

  @ParameterizedTest
  @MethodSource("all")
  void measuresNoMoreThanTheServerCounted(Workload workload) throws Exception {
    Figures figures = run(workload);
    double measured = figures.requestRate() * SHORT.toMillis() / 1000;
    assertThat(measured).isGreaterThanOrEqualTo(1).isLessThanOrEqualTo(sent(workload).size());
    assertThat(figures.pointRate()).isEqualTo(figures.requestRate() * workload.pointsPerRequest());
    assertThat(figures.p50()).isPositive().isLessThanOrEqualTo(figures.p99());
    assertThat(figures.readBack()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("all")
  void sendsBodiesOfTheSizeItNames(Workload workload) throws Exception {
    Figures figures = run(workload);
    if (workload.logsPoints()) {
      Body body = workload.bodies("7", "r1", 0).get(0);
      assertThat(figures.bytes()).isEqualTo(body.size()).isEqualTo(body.number(12345).length);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void usesARunPerClientAndNeverRepeatsAPoint(Workload workload) throws Exception {
    run(workload);
    if (!workload.logsPoints()) {
      return;
    }
    Set<String> runs = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode body : sent(workload)) {
      runs.add(body.get("run_id").asText());
      for (JsonNode point : points(body)) {
        assertThat(point.get("value").isDouble()).isTrue();
        assertThat(point.get("timestamp").isIntegralNumber()).isTrue();
        assertThat(seen.add(body.get("run_id") + "/" + point.get("key") + "/" + point.get("step")))
            .isTrue();
      }
    }
    assertThat(runs).hasSize(workload.clients());
  }

  @Test
  void batchesHoldAThousandPointsOfTenOrOfAThousandKeys() throws Exception {
    for (Workload workload : List.of(Workload.BATCH_TEN_KEYS, Workload.BATCH_ALL_KEYS)) {
      server.bodies.clear();
      run(workload);
      for (JsonNode body : sent(workload)) {
        Set<String> keys = new HashSet<>();
        points(body).forEach(p -> keys.add(p.get("key").asText()));
        assertThat(points(body)).hasSize(1000);
        assertThat(keys).hasSize(workload.keys());
      }
    }
  }

  @Test
  void anAnswerOtherThan200FailsTheRun() {
    server.failEvery = 7;
    assertThatThrownBy(() -> run(Workload.SIXTEEN_METRICS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("503");
  }

  @Test
  void aLostPointFailsTheRun() {
    server.hide = 1;
    assertThatThrownBy(() -> run(Workload.ONE_METRIC))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("acknowledged");
    assertThatThrownBy(() -> run(Workload.BATCH_ALL_KEYS)).hasMessageContaining("acknowledged");
  }

  @Test
  void figuresSurviveTheirFileAndAreComparedByName() {
    Figures slow = new Figures("a", "work a", 10, 100, 1000, 8, 9, 10, 20, 0.25, 5);
    Figures fast = new Figures("a", "work a", 10, 400, 4000, 2, 3, 5, 20, Double.NaN, 5);
    assertThat(Figures.ofLine(slow.toLine())).isEqualTo(slow);
    assertThat(Tables.sideBySide("one", List.of(slow), "two", List.of(fast)))
        .contains("| work a, rate | 1,000 points/s | 4,000 points/s | 4.0 |")
        .contains("| work a, p50 | 8.00 ms | 2.00 ms | 4.0 |")
        .contains("| work a, p99 | 10.0 ms | 5.00 ms | 2.0 |")
        .contains("| work a, CPU stolen | 25 % | ? | |");
  }

  private List<JsonNode> sent(Workload workload) {
    return server.bodies.get(workload.path());
  }

  private static List<JsonNode> points(JsonNode body) {
    return body.has("metrics")
        ? StreamSupport.stream(body.get("metrics").spliterator(), false).toList()
        : List.of(body);
  }
}
