package dev.kiseki.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What operators' rules are written against is there before anything happened. */
class MetricsPageTest {
  private static ApplicationContext context;
  private static URI server;

  @BeforeAll
  static void start() {
    context =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "micronaut.server.port",
                    -1,
                    "kiseki.processor.shard-port", // the tests' class path has it too
                    0,
                    "kiseki.kafka.bootstrap-servers",
                    "127.0.0.1:1",
                    "kiseki.cassandra.contact-points",
                    "127.0.0.1:1"))
            .banner(false)
            .start();
    server = context.getBean(EmbeddedServer.class).start().getURI();
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @Test
  void searchesAndFailuresOfCassandraHaveTheNamesOfTheDocumentation() throws Exception {
    assertThat(get("/health/ready")).contains("waiting"); // looks for Cassandra
    assertThat(get("/metrics"))
        .contains("kiseki_search_seconds_bucket{outcome=\"answered\",le=\"0.0025\"} 0")
        .contains("kiseki_search_seconds_bucket{outcome=\"answered\",le=\"+Inf\"} 0")
        .contains("kiseki_search_seconds_count{outcome=\"refused\"} 0")
        .contains("kiseki_search_seconds_sum{outcome=\"failed\"} 0")
        .contains("kiseki_cassandra_failures_total ");
  }

  private static String get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(60)).build(),
            BodyHandlers.ofString())
        .body();
  }
}
