package dev.kiseki.transport.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RetriedRequestsTest {
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private final Queue<String> bodies = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final LongAdder failures = new LongAdder();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          bodies.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
          Integer status = answers.poll();
          exchange.sendResponseHeaders(status == null ? 503 : status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private int put(Duration deadline, int port) throws IOException {
    OkHttpClient client =
        new OkHttpClient.Builder().addInterceptor(new RetriedRequests(deadline, failures)).build();
    Request request =
        new Request.Builder()
            .url("http://127.0.0.1:" + port + "/bucket/key")
            .put(RequestBody.create(new byte[] {'x', 'y'}))
            .build();
    try (Response answer = client.newCall(request).execute()) {
      return answer.code();
    }
  }

  @Test
  void anAnswerThatMeansAnotherTimeIsAskedForAgainWithTheWholeBody() throws IOException {
    answers.addAll(List.of(503, 500, 429, 200));
    assertThat(put(Duration.ofSeconds(20), server.getAddress().getPort())).isEqualTo(200);
    assertThat(bodies).containsExactly("xy", "xy", "xy", "xy");
    assertThat(failures.sum()).isZero();
  }

  @Test
  void aRefusalIsNotRepeated() throws IOException {
    answers.add(403);
    assertThat(put(Duration.ofSeconds(20), server.getAddress().getPort())).isEqualTo(403);
    assertThat(asked).hasValue(1);
    assertThat(failures.sum()).isZero(); // it was answered
  }

  @Test
  void afterTheDeadlineTheLastAnswerStands() throws IOException {
    assertThat(put(Duration.ofMillis(400), server.getAddress().getPort())).isEqualTo(503);
    assertThat(asked.get()).isGreaterThan(1);
    assertThat(failures.sum()).isEqualTo(1);
    asked.set(0);
    assertThat(put(Duration.ZERO, server.getAddress().getPort())).isEqualTo(503);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aConnectionThatIsRefusedIsTriedAgainToo() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    assertThatThrownBy(() -> put(Duration.ofMillis(200), port)).isInstanceOf(IOException.class);
    assertThat(failures.sum()).isEqualTo(1);
    CompletableFuture<HttpServer> late =
        CompletableFuture.supplyAsync(
            () -> answering(port), CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
    assertThat(put(Duration.ofSeconds(20), port)).isEqualTo(204);
    late.get(10, TimeUnit.SECONDS).stop(0);
  }

  private static HttpServer answering(int port) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
