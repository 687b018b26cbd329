package dev.kiseki.query.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstSearchTest {
  private final AtomicInteger searches = new AtomicInteger();
  private HttpServer server;
  private URI address;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Answers so slowly, the first times. */
  private void answers(int status, int slow, Duration slowly) {
    server.createContext(
        "/api/2.0/mlflow/runs/search",
        exchange -> {
          if (searches.incrementAndGet() <= slow) {
            pause(slowly);
          }
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void itSearchesUntilThatIsQuick() throws InterruptedException {
    answers(200, 2, Duration.ofMillis(600));
    FirstSearch first = new FirstSearch(() -> false, Duration.ofSeconds(60));
    assertThat(first.waitingFor()).isPresent();
    first.begin(address).join(60_000);
    assertThat(first.waitingFor()).isEmpty();
    assertThat(searches.get()).isBetween(3, 10);
  }

  @Test
  void itWaitsForWhatSearchesNeed() throws InterruptedException {
    answers(200, 0, Duration.ZERO);
    CountDownLatch asked = new CountDownLatch(3);
    AtomicInteger before = new AtomicInteger();
    FirstSearch first =
        new FirstSearch(
            () -> {
              asked.countDown();
              before.set(searches.get());
              return asked.getCount() > 0;
            },
            Duration.ofSeconds(60));
    Thread thread = first.begin(address);
    assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
    thread.join(60_000);
    assertThat(before).hasValue(0);
    assertThat(searches).hasPositiveValue();
    assertThat(first.waitingFor()).isEmpty();
  }

  @Test
  void searchesThatFailHoldNobodyUp() throws InterruptedException {
    answers(500, 0, Duration.ZERO);
    FirstSearch first = new FirstSearch(() -> false, Duration.ofSeconds(60));
    first.begin(address).join(60_000);
    assertThat(first.waitingFor()).isEmpty();
    assertThat(searches).hasValue(10);
  }

  @Test
  void aServerThatDoesNotAnswerHoldsNobodyUpForever() throws InterruptedException {
    answers(200, 1, Duration.ofSeconds(20));
    FirstSearch first = new FirstSearch(() -> false, Duration.ofMillis(500));
    first.begin(address).join(15_000);
    assertThat(first.waitingFor()).isEmpty();
  }
}
