package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HealthProbeTest {
  @Test
  void aListOfWhatIsWaitedForIsRead() {
    assertThat(HealthProbe.waiting("{\"status\":\"DOWN\",\"waiting\":[\"kafka\", \"topics\"]}"))
        .isEqualTo("kafka, topics");
  }

  @Test
  void elseThePartsThatAreDownAreNamed() {
    assertThat(
            HealthProbe.waiting(
                "{\"name\":\"kiseki\",\"status\":\"DOWN\",\"details\":{\"kafka\":{\"name\":\"kiseki\",\"status\":\"DOWN\"},\"shards\":{\"name\":\"kiseki\",\"status\":\"UP\"}}}"))
        .isEqualTo("kafka");
    assertThat(HealthProbe.waiting("no JSON at all")).isEmpty();
  }

  @Test
  void readyIsStatus200AndNothingElse() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"waiting\":[\"x\"]}".getBytes(StandardCharsets.UTF_8);
          boolean up = exchange.getRequestURI().getPath().equals("/up");
          exchange.sendResponseHeaders(up ? 200 : 503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      assertThat(HealthProbe.ask(URI.create(base + "/up")))
          .isEqualTo(new HealthProbe.Answer(true, ""));
      assertThat(HealthProbe.ask(URI.create(base + "/down")))
          .isEqualTo(new HealthProbe.Answer(false, "x"));
    } finally {
      server.stop(0);
    }
    assertThat(HealthProbe.ask(URI.create(base + "/up")))
        .isEqualTo(new HealthProbe.Answer(false, ""));
  }
}
