package dev.kiseki.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service as it is wired, started while no Kafka is there. */
final class KafkaAwayTest {
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
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "runs/create        | {'experiment_id': '0'}",
        "runs/log-metric    | {'run_id': 'r', 'key': 'm', 'value': 1, 'timestamp': 1}",
        "runs/log-parameter | {'run_id': 'r', 'key': 'p', 'value': 'v'}",
        "runs/log-batch     | {'run_id': 'r'}",
        "runs/set-tag       | {'run_id': 'r', 'key': 't', 'value': 'v'}",
        "runs/update        | {'run_id': 'r', 'status': 'FINISHED'}",
        "experiments/create | {'name': 'n'}",
      })
  void aWriteIsAnsweredWith503(String route, String body) throws Exception {
    HttpResponse<String> answer = SERVER.post("/api/2.0/mlflow/" + route, body);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"error_code\":\"TEMPORARILY_UNAVAILABLE\"");
  }

  @Test
  void whatIsWrongInItselfIsStillToldAsWrong() throws Exception {
    HttpResponse<String> answer = SERVER.post("/api/2.0/mlflow/runs/log-metric", "{}");

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"error_code\":\"INVALID_PARAMETER_VALUE\"", "'run_id'");
  }
}
