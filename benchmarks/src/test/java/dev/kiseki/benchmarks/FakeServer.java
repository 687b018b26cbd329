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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What fake servers share: sockets, and JSON read from every body. */
abstract class FakeServer implements AutoCloseable {
  private static final String API = "/api/2.0/mlflow/";

  static final ObjectMapper JSON = new ObjectMapper();

  static {
    // Else head and body of an answer are two packets, and the second waits 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(API, this::answer);
    server.start();
  }

  /** A status and a JSON text; {@code retryAfter} below 0 = no such header. */
  record Reply(int status, int retryAfter, String text) {
    static Reply ok(String text) {
      return new Reply(200, -1, text);
    }
  }

  /**
   * The answer to a request.
   *
   * @param query of a GET, else null
   * @param body of a POST, else null
   */
  abstract Reply reply(String route, String query, JsonNode body) throws IOException;

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String route = exchange.getRequestURI().getPath().substring(API.length());
    byte[] content = exchange.getRequestBody().readAllBytes();
    JsonNode body = null;
    if (exchange.getRequestMethod().equals("POST")) {
      if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
        throw new IOException("no content type");
      }
      body = JSON.readTree(content);
    }
    Reply reply = reply(route, exchange.getRequestURI().getQuery(), body);
    byte[] answer = reply.text().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    if (reply.retryAfter() >= 0) {
      exchange.getResponseHeaders().set("Retry-After", reply.retryAfter() + "");
    }
    exchange.sendResponseHeaders(reply.status(), answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
