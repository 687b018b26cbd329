package dev.kiseki.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A proxy, or a client without one, sends to ingest-api what query-api answers. */
class MisdirectedTest {
  private static final WriteServer SERVER = new WriteServer();

  @BeforeAll
  static void start() {
    SERVER.start();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/2.0/mlflow/runs/get?run_id=1, /api/2.0/mlflow/runs/get",
    "POST, /ajax-api/2.0/mlflow/runs/search, /ajax-api/2.0/mlflow/runs/search",
    "GET, /api/2.0/mlflow/webhooks, /api/2.0/mlflow/webhooks",
    "GET, /api/2.0/mlflow/logged-models/m-1, /api/2.0/mlflow/logged-models/m-1",
  })
  void itSaysWhoseItIs(String method, String target, String path) throws Exception {
    HttpResponse<String> answer = SERVER.send(method, target, "{}");

    assertThat(answer.statusCode()).isEqualTo(421);
    assertThat(answer.headers().firstValue("allow")).isEmpty();
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.body())
        .startsWith(
            "{\"error_code\":\"BAD_REQUEST\",\"message\":\"'"
                + method
                + " "
                + path
                + "' is answered by query-api, and this is ingest-api.");
  }

  @Test
  void whatNobodyAnswersStaysAsMlflowHasIt() throws Exception {
    HttpResponse<String> unknown = SERVER.send("GET", "/api/2.0/mlflow/nothing", "");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("ENDPOINT_NOT_FOUND");
    HttpResponse<String> method = SERVER.send("PUT", "/api/2.0/mlflow/webhooks", "{}");
    assertThat(method.statusCode()).isEqualTo(405);
    assertThat(method.headers().firstValue("allow")).isPresent();
  }
}
