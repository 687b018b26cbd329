package dev.kiseki.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers 200 to what the generator sends, parses every body, and remembers the points of it. */
final class CountingServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final Map<String, List<JsonNode>> bodies = new ConcurrentHashMap<>();
  private final Map<String, List<String>> points = new ConcurrentHashMap<>();
  private final AtomicInteger runs = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  /** Every n-th write fails; 0 for none. */
  int failEvery;

  /** Points that history keeps to itself, to see whether somebody counts. */
  int hide;

  CountingServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/api/2.0/mlflow/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String route = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
    byte[] content = exchange.getRequestBody().readAllBytes();
    int status = 200;
    String text;
    if (route.equals("metrics/get-history")) {
      text = history(exchange.getRequestURI().getQuery());
    } else {
      if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
        throw new IOException("no content type");
      }
      JsonNode body = JSON.readTree(content);
      List<JsonNode> seen = bodies.computeIfAbsent(route, r -> new CopyOnWriteArrayList<>());
      seen.add(body);
      status = failEvery > 0 && seen.size() % failEvery == 0 ? 503 : 200;
      text = written(route, body);
    }
    byte[] answer = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
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

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
