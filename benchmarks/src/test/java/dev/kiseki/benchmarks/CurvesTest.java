package dev.kiseki.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CurvesTest {
  private static final int POINTS = 30_000;

  /** Keeps steps and gives them back, sampled by another formula than the benchmark's. */
  private static final class CurveServer extends FakeServer {
    private final Map<String, List<Long>> steps = new HashMap<>();
    private int made;
    private boolean spoilt;

    private CurveServer() throws IOException {}

    @Override
    synchronized Reply reply(String route, String query, JsonNode body) throws IOException {
      return Reply.ok(
          switch (route) {
            case "experiments/create" -> "{\"experiment_id\": \"7\"}";
            case "runs/create" -> "{\"run\": {\"info\": {\"run_id\": \"r" + made++ + "\"}}}";
            case "runs/log-batch" -> logged(body);
            default -> points(query);
          });
    }

    private String logged(JsonNode body) {
      List<Long> logged =
          steps.computeIfAbsent(body.get("run_id").asText(), id -> new ArrayList<>());
      body.get("metrics").forEach(metric -> logged.add(metric.get("step").asLong()));
      return "{}";
    }

    private String points(String query) {
      int most = 0;
      List<String> runs = new ArrayList<>();
      for (String part : query.split("&", -1)) {
        String value = part.substring(part.indexOf('=') + 1);
        if (part.startsWith("run_id")) {
          runs.add(value);
        } else if (part.startsWith("max_results")) {
          most = Integer.parseInt(value);
        }
      }
      List<Long> answer = new ArrayList<>();
      for (String run : runs) {
        List<Long> all = steps.get(run);
        if (query.contains("run_ids")) {
          for (int i = 0; i < most - 1; i++) {
            int larger = all.size() % most;
            answer.add(all.get(all.size() / most * i + Math.min(i, larger)));
          }
          answer.add(all.get(all.size() - (spoilt ? 2 : 1)));
        } else {
          answer.addAll(all.subList(0, most));
        }
      }
      return answer.stream()
          .map(step -> "{\"key\": \"loss\", \"step\": " + step + "}")
          .collect(Collectors.joining(", ", "{\"metrics\": [", "]}"));
    }
  }

  @Test
  void everyReadIsCheckedAndMeasured() throws IOException {
    try (CurveServer server = new CurveServer();
        Curves curves = new Curves(server.uri(), "x", POINTS)) {
      List<SearchFigures> figures = curves.measure(Duration.ZERO, Duration.ofMillis(20));
      assertThat(figures).extracting(SearchFigures::rows).containsExactly(25_000, 320, 32_000);
      assertThat(figures).allMatch(f -> f.requests() >= 20 && f.p50() > 0 && f.max() >= f.p99());
    }
  }

  @Test
  void otherPointsThanThoseOfTheSampleFail() throws IOException {
    try (CurveServer server = new CurveServer();
        Curves curves = new Curves(server.uri(), "x", POINTS)) {
      server.spoilt = true;
      assertThatThrownBy(() -> curves.measure(Duration.ZERO, Duration.ofMillis(20)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("bulk-interval, 320 of 30,000");
    }
  }

  @Test
  void samplesAreThoseOfTheSpecification() {
    assertThat(Curves.sampled(10, 9)).containsExactly(0L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(Curves.sampled(20, 7)).containsExactly(0L, 3L, 6L, 9L, 12L, 15L, 19L);
    assertThat(Curves.sampled(3, 7)).containsExactly(0L, 1L, 2L);
  }
}
