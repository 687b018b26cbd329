package dev.kiseki.protocol.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerTest {
  private static EmbeddedServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    server =
        ApplicationContext.run(
            EmbeddedServer.class,
            Map.of("micronaut.server.port", "-1", "kiseki.http.max-body-size", "1KB"));
    client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterAll
  static void stop() {
    server.getApplicationContext().close();
  }

  private static HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.getURI() + path))
        .timeout(Duration.ofSeconds(30));
  }

  private static HttpResponse<String> send(
      String method, String path, String type, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = to(path).method(method, body);
    if (type != null) {
      request.header("Content-Type", type);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path, null, BodyPublishers.noBody());
  }

  private static HttpResponse<String> post(String json) throws IOException, InterruptedException {
    return send("POST", "/probe", "application/json", BodyPublishers.ofString(json));
  }

  private static String error(String code, String message) {
    return "{\"error_code\":\"" + code + "\",\"message\":\"" + message + "\"}";
  }

  @Test
  void healthAndVersionAreText() throws Exception {
    assertThat(get("/health").body()).isEqualTo("OK");
    assertThat(get("/health").headers().firstValue("content-type"))
        .contains("text/plain; charset=utf-8");
    assertThat(get("/version").body()).isEqualTo("3.17.2");
    assertThat(get("/version").headers().firstValue("content-type"))
        .contains("text/html; charset=utf-8");
  }

  @Test
  void readinessNamesWhatIsWaitedFor() throws Exception {
    WaitingCheck check = server.getApplicationContext().getBean(WaitingCheck.class);
    assertThat(get("/health/live").body()).isEqualTo("{\"status\":\"live\"}");
    assertThat(get("/health/ready").body()).isEqualTo("{\"status\":\"ready\"}");
    check.ready = false;
    HttpResponse<String> waiting = get("/health/ready");
    check.ready = true;
    assertThat(waiting.statusCode()).isEqualTo(503);
    assertThat(waiting.body())
        .isEqualTo("{\"status\":\"waiting\",\"waiting_for\":{\"catalog\":\"the log\"}}");
  }

  @Test
  void serverInfoSaysThatNoPartMovesByItself() throws Exception {
    assertThat(get("/api/3.0/mlflow/server-info").body())
        .isEqualTo(get("/ajax-api/3.0/mlflow/server-info").body())
        .contains("\"store_type\":\"SqlStore\"")
        .contains("\"multipart_uploads_enabled\":false")
        .contains("\"multipart_downloads_enabled\":false")
        .contains("\"features_enabled\":{\"gateway\":false}");
  }

  @Test
  void metricsAreInPrometheusForm() throws Exception {
    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(metrics.body()).contains("jvm_memory_used_bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nothing/here, 404, ENDPOINT_NOT_FOUND",
    "POST, /nothing/here, 404, ENDPOINT_NOT_FOUND",
    "PUT, /probe, 405, METHOD_NOT_ALLOWED",
    "POST, /health, 405, METHOD_NOT_ALLOWED",
  })
  void missingRoutesAreMlflowErrors(String method, String path, int status, String code)
      throws Exception {
    HttpResponse<String> answer =
        send(method, path, "application/json", BodyPublishers.ofString("{}"));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains("\"error_code\":\"" + code + "\"");
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.headers().firstValue("allow").isPresent()).isEqualTo(status == 405);
  }

  @Test
  void aBrowserGetsTheSameError() throws Exception {
    HttpRequest request = to("/nothing").header("Accept", "text/html").build();
    assertThat(client.send(request, BodyHandlers.ofString()).body()).contains("ENDPOINT_NOT_FOUND");
  }

  @Test
  void failuresGiveAReferenceAndNothingElse() throws Exception {
    for (String path : new String[] {"/probe/broken", "/probe/broken-later"}) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body())
          .matches(
              error(
                      "INTERNAL_ERROR",
                      "Internal error. The server's log has it under reference [0-9a-f]{8}.")
                  .replace("{\"", "\\{\"")
                  .replace("\"}", "\"\\}"))
          .doesNotContain("secret");
    }
  }

  @Test
  void whatWillWorkLaterSaysWhen() throws Exception {
    HttpResponse<String> answer = get("/probe/refused");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).contains("1");
    assertThat(answer.body()).isEqualTo(error("TEMPORARILY_UNAVAILABLE", "The log is away."));
  }

  @Test
  void theContentTypeOfAPostIsChecked() throws Exception {
    BodyPublisher body = BodyPublishers.ofString("{\"run_id\": \"a\"}");
    String wrong = "Bad Request. Content-Type must be one of ['application/json'].";
    assertThat(send("POST", "/probe", null, body).body())
        .isEqualTo(
            error("INVALID_PARAMETER_VALUE", "Bad Request. Content-Type header is missing."));
    for (String type :
        new String[] {
          "text/plain",
          "Application/JSON",
          "application/x-www-form-urlencoded",
          "multipart/form-data; boundary=x",
          "nonsense"
        }) {
      HttpResponse<String> answer = send("POST", "/probe", type, body);
      assertThat(answer.statusCode()).as(type).isEqualTo(400);
      assertThat(answer.body()).as(type).isEqualTo(error("INVALID_PARAMETER_VALUE", wrong));
    }
    assertThat(send("POST", "/probe", "application/json; charset=utf-8", body).statusCode())
        .isEqualTo(200);
    assertThat(send("PATCH", "/probe", "text/plain", body).statusCode()).isEqualTo(200);
    assertThat(send("DELETE", "/probe", null, body).statusCode()).isEqualTo(200);
  }

  @Test
  void aBodyMayComeInPieces() throws Exception {
    byte[] json = "{\"run_id\": \"é\"}".getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> answer =
        send(
            "POST",
            "/probe",
            "application/json",
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(json)));
    assertThat(answer.body()).contains("\"run_id\":\"é\"");
  }

  @Test
  void anEmptyBodyLacksTheFirstRequiredField() throws Exception {
    String lacking =
        error(
            "INVALID_PARAMETER_VALUE",
            "Missing value for required parameter 'run_id'. See the API docs for more"
                + " information about request parameters.");
    assertThat(post("").body()).isEqualTo(lacking);
    for (String method : new String[] {"GET", "PATCH", "DELETE"}) {
      assertThat(send(method, "/probe", null, BodyPublishers.noBody()).body())
          .as(method)
          .isEqualTo(lacking);
    }
  }

  @Test
  void aBodyBeyondTheLimitIs413() throws Exception {
    HttpResponse<String> answer = post("{\"run_id\": \"" + "a".repeat(2000) + "\"}");
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).startsWith("{\"error_code\":\"REQUEST_TOO_LARGE\"");
    assertThat(post("{\"run_id\": \"" + "a".repeat(900) + "\"}").statusCode()).isEqualTo(200);
  }

  @Test
  void queriesAreFieldsToo() throws Exception {
    assertThat(get("/probe?run_id=a%20b&run_id=c&keys=x&keys=y&flag=TRUE&limit=5").body())
        .isEqualTo("{\"run_id\":\"a b\",\"keys\":\"x,y\",\"flag\":true,\"limit\":5}");
    assertThat(get("/probe?run_id=a;b&keys=x").body())
        .isEqualTo("{\"run_id\":\"a;b\",\"keys\":\"x\",\"flag\":false,\"limit\":-1}");
    assertThat(get("/probe?run_id=a&flag=1").body())
        .isEqualTo(
            error(
                "INVALID_PARAMETER_VALUE", "Invalid boolean value: 1, must be 'true' or 'false'."));
    assertThat(get("/probe?run_id=").body()).contains("Missing value for required parameter");
    assertThat(get("/probe?run_id=a&limit=x").body())
        .contains("Invalid value \\\"x\\\" for parameter 'limit' supplied:  Hint");
  }

  @Test
  void aGetWithoutAQueryMayCarryABody() throws Exception {
    assertThat(send("GET", "/probe", null, BodyPublishers.ofString("{\"run_id\": \"a\"}")).body())
        .contains("\"run_id\":\"a\"");
    byte[] json = "{\"run_id\": \"b\"}".getBytes(StandardCharsets.UTF_8);
    BodyPublisher pieces = BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(json));
    BodyPublisher body = BodyPublishers.ofString("{\"run_id\": \"c\"}");
    assertThat(send("GET", "/probe?run_id=d", null, body).body()).contains("\"run_id\":\"d\"");
    for (int i = 0; i < 200; i++) { // split in time from its head, and yet always seen
      assertThat(send("GET", "/probe", null, pieces).body()).contains("\"run_id\":\"b\"");
    }
    BodyPublisher long2000 = BodyPublishers.ofString("{\"run_id\": \"" + "a".repeat(2000) + "\"}");
    HttpResponse<String> answer = send("GET", "/probe", null, long2000);
    assertThat(answer.body()).startsWith("{\"error_code\":\"REQUEST_TOO_LARGE\"");
    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void headAndOptionsAreAnswered() throws Exception {
    assertThat(send("HEAD", "/health", null, BodyPublishers.noBody()).statusCode()).isEqualTo(200);
    assertThat(send("OPTIONS", "/probe", null, BodyPublishers.noBody()).statusCode())
        .isBetween(200, 204);
  }

  @Test
  void queriesOverManyRunsFitTheRequestLine() throws Exception {
    String many = ("&keys=" + "a".repeat(32)).repeat(1000);
    assertThat(get("/probe?run_id=a" + many).statusCode()).isEqualTo(200);
  }

  @Test
  void answersAreNeverCompressed() throws Exception {
    HttpRequest request = to("/metrics").header("Accept-Encoding", "gzip, deflate").build();
    assertThat(
            client.send(request, BodyHandlers.ofString()).headers().firstValue("content-encoding"))
        .isEmpty();
  }
}
