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
  void whatIsWaitedForIsRead() {
    assertThat(
            HealthProbe.waiting(
                "{\"status\":\"waiting\",\"waiting_for\":{\"catalog\":\"Kafka at 127.0.0.1:5092\",\"shards\":\"8 of 8: none\"}}"))
        .isEqualTo("catalog, shards");
    assertThat(HealthProbe.waiting("no JSON at all")).isEmpty();
  }

  @Test
  void readyIsStatus200AndNothingElse() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"waiting_for\":{\"x\":\"y\"}}".getBytes(StandardCharsets.UTF_8);
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
