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
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WideTest {
  /** Keeps points, refuses every fifth batch once, and gives pages of three points. */
  private static final class Keeper extends FakeServer {
    private final Map<String, List<JsonNode>> points = new HashMap<>();
    private final AtomicInteger runs = new AtomicInteger();
    private int batches;

    Keeper() throws IOException {}

    @Override
    synchronized Reply reply(String route, String query, JsonNode body) {
      if (route.equals("runs/create")) {
        return Reply.ok("{\"run\": {\"info\": {\"run_id\": \"r" + runs.getAndIncrement() + "\"}}}");
      }
      if (route.equals("runs/log-batch")) {
        if (batches++ % 5 == 0) {
          return new Reply(batches % 2 == 0 ? 429 : 503, 0, "{}");
        }
        for (JsonNode point : body.get("metrics")) {
          String name = body.get("run_id").asText() + " " + point.get("key").asText();
          points.computeIfAbsent(name, key -> new ArrayList<>()).add(point);
        }
        return Reply.ok("{}");
      }
      Map<String, String> asked = new HashMap<>();
      for (String part : query.split("&", -1)) {
        String[] pair = part.split("=", 2);
        asked.put(pair[0], pair[1]);
      }
      List<JsonNode> all =
          points.getOrDefault(asked.get("run_id") + " " + asked.get("metric_key"), List.of());
      int from = asked.get("page_token").isEmpty() ? 0 : Integer.parseInt(asked.get("page_token"));
      int to = Math.min(all.size(), from + 3);
      String next = to < all.size() ? ", \"next_page_token\": \"" + to + "\"" : "";
      return Reply.ok("{\"metrics\": " + all.subList(from, to) + next + "}");
    }

    synchronized List<JsonNode> of(String run, String key) {
      return points.get(run + " " + key);
    }
  }

  @Test
  void whatIsAcknowledgedIsReadBackAndRefusalsAreRepeated() throws IOException {
    try (Keeper server = new Keeper()) {
      SlowLoggers loggers = new SlowLoggers(server.uri(), "0", 6, 2, 3);
      loggers.log(Duration.ofMillis(2_500));
      assertThat(loggers.points()).isBetween(2 * 6L, 2 * 6 * 3L);
      assertThat(loggers.times().refused()).isPositive();
      assertThat(loggers.times().taken()).isEqualTo(loggers.points() / 2);
      assertThat(loggers.check(6)).isEqualTo(loggers.points());
    }
  }

  @Test
  void aPointThatIsMissingDoubledOrAnotherIsFound() throws IOException {
    try (Keeper server = new Keeper();
        HttpConnection http = new HttpConnection(server.uri())) {
      Timed times = new Timed();
      try (Timed.Sender sender = times.new Sender(server.uri(), "runs/log-batch")) {
        Series.Batch batch = new Series.Batch("r", 4);
        for (int step = Series.FIRST; step < Series.FIRST + 7; step++) {
          batch.add(9, step);
        }
        sender.send(batch.bytes());
      }
      assertThat(Curve.check(http, "r", 4, 9, 7)).isEqualTo(7);
      assertThatThrownBy(() -> Curve.check(http, "r", 4, 9, 8)).hasMessageContaining("7 found");
      assertThatThrownBy(() -> Curve.check(http, "r", 5, 9, 7)).hasMessageContaining("others");
      List<JsonNode> points = server.of("r", Series.key(9));
      points.set(3, points.get(2));
      assertThatThrownBy(() -> Curve.check(http, "r", 4, 9, 7)).hasMessageContaining("others");
      points.remove(3);
      assertThatThrownBy(() -> Curve.check(http, "r", 4, 9, 7)).hasMessageContaining("6 found");
    }
  }

  @Test
  void metricsAreSummedOverTheirLabels() {
    ServerFigures figures =
        ServerFigures.parse(
            """
            # HELP kiseki_history_waiting_bytes x
            jvm_memory_used_bytes{area="heap",id="Eden"} 1.5E6
            jvm_memory_used_bytes{area="nonheap",id="Code"} 7.0
            jvm_memory_used_bytes{area="heap",id="Old"} 500000.0
            kiseki_history_waiting_bytes 12.0
            kiseki_history_writes_total{outcome="failed"} 3.0
            kiseki_history_writes_total{outcome="stored"} 4.0
            """);
    assertThat(figures.heap()).isEqualTo(2e6);
    assertThat(figures.waiting()).isEqualTo(12);
    assertThat(figures.stored()).isEqualTo(4);
    assertThat(figures.most()).isNaN();
  }
}
