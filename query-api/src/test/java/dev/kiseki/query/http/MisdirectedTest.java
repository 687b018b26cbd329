package dev.kiseki.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A proxy, or a client without one, sends to query-api what ingest-api answers. */
class MisdirectedTest {
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

  @ParameterizedTest
  @CsvSource({
    "POST, /api/2.0/mlflow/runs/log-batch",
    "PUT, /api/2.0/mlflow-artifacts/artifacts/1/a%2Fb/c.txt",
    "DELETE, /ajax-api/2.0/mlflow/registered-models/alias",
    "PATCH, /api/2.0/mlflow/logged-models/m-1",
    "GET, /get-artifact",
  })
  void itSaysWhoseItIs(String method, String path) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(
                HttpRequest.newBuilder(server.resolve(path))
                    .timeout(Duration.ofSeconds(60))
                    .method(method, BodyPublishers.ofString("{}"))
                    .build(),
                BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(421);
    assertThat(answer.body())
        .startsWith("{\"error_code\":\"BAD_REQUEST\",\"message\":\"'" + method + " " + path)
        // The tests' class path has the stream-processor too, and it says so.
        .contains("' is answered by ingest-api, and this is ", "query-api");
  }
}
