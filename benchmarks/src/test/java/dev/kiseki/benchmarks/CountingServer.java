package dev.kiseki.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers 200 to what the generator sends, parses every body, and remembers the points of it. */
final class CountingServer extends FakeServer {
  final Map<String, List<JsonNode>> bodies = new ConcurrentHashMap<>();
  private final Map<String, List<String>> points = new ConcurrentHashMap<>();
  private final AtomicInteger runs = new AtomicInteger();

  /** Every n-th write fails; 0 for none. */
  int failEvery;

  /** Points that history keeps to itself, to see whether somebody counts. */
  int hide;

  CountingServer() throws IOException {}

  @Override
  Reply reply(String route, String query, JsonNode body) {
    if (route.equals("metrics/get-history")) {
      return Reply.ok(history(query));
    }
    List<JsonNode> seen = bodies.computeIfAbsent(route, r -> new CopyOnWriteArrayList<>());
    seen.add(body);
    int status = failEvery > 0 && seen.size() % failEvery == 0 ? 503 : 200;
    return new Reply(status, -1, written(route, body));
  }

  private String written(String route, JsonNode body) {
    String run = body.path("run_id").asText();
    return switch (route) {
      case "experiments/create" -> "{\"experiment_id\": \"7\"}";
      case "runs/create" ->
          "{\"run\": {\"info\": {\"run_id\": \"r" + runs.incrementAndGet() + "\"}}}";
      case "runs/search" -> "{\"runs\": [" + "{\"run_uuid\": 1},".repeat(runs.get()) + "{}]}";
      case "runs/log-metric" -> {
        store(run, body);
        yield "{}";
      }
      default -> {
        body.path("metrics").forEach(m -> store(run, m));
        yield "{}";
      }
    };
  }

  private void store(String run, JsonNode point) {
    points
        .computeIfAbsent(run + "/" + point.path("key").asText(), k -> new CopyOnWriteArrayList<>())
        .add(point.path("step").asText());
  }

  private String history(String query) {
    String run = query.replaceAll(".*run_id=([^&]*).*", "$1");
    String key = query.replaceAll(".*metric_key=([^&]*).*", "$1");
    int count = points.getOrDefault(run + "/" + key, List.of()).size() - hide;
    return "{\"metrics\": [" + "{\"timestamp\": 1},".repeat(Math.max(0, count)) + "{}]}";
  }
}
