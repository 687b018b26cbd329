package dev.kiseki.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kiseki.query.arrow.DecodedCurves;
import dev.kiseki.query.history.ChunksInMemory;
import dev.kiseki.query.history.HistorySources;
import dev.kiseki.store.chunk.Points;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.RuntimeBeanDefinition;
import io.micronaut.inject.qualifiers.PrimaryQualifier;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One server for all tests, so each has runs of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CurvesControllerTest {
  private static final String PATH = "/api/2.0/kiseki/metrics/read";

  private final ChunksInMemory curves = new ChunksInMemory();
  private final ApplicationContext context =
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
          .beanDefinitions(
              RuntimeBeanDefinition.builder(HistorySources.class, curves::sources)
                  .singleton(true)
                  .qualifier(PrimaryQualifier.instance())
                  .build())
          .banner(false)
          .start();
  private final URI server = context.getBean(EmbeddedServer.class).start().getURI();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void nothingIsAway() {
    curves.storeAway = false;
    curves.beforeRead = () -> {};
  }

  @AfterAll
  void stop() {
    context.close();
  }

  private HttpRequest.Builder to(String target) {
    return HttpRequest.newBuilder(server.resolve(target)).timeout(Duration.ofSeconds(60));
  }

  /**
   * @param body single quotes stand for double ones
   */
  private HttpResponse<byte[]> post(String body) throws IOException, InterruptedException {
    return http.send(
        to(PATH)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static Points points(int from, int to) {
    Points.Builder points = new Points.Builder();
    for (int i = from; i < to; i++) {
      points.add(i, 2L * i, -i);
    }
    return points.build();
  }

  @Test
  void curvesComeByRunAndKeyAsAStream() throws Exception {
    curves.keep("b", points(0, 3));
    curves.hold("a").add(7, 9, Double.NaN);
    HttpResponse<byte[]> answer =
        post("{'run_ids': ['b', 'nobody', 'a', 'b'], 'metric_keys': ['y', 'x'], 'from_step': 1}");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/vnd.apache.arrow.stream");
    DecodedCurves decoded = DecodedCurves.of(answer.body());
    assertThat(decoded.rows())
        .extracting(row -> row.run() + " " + row.key() + " " + row.step() + " " + row.timestamp())
        .containsExactly("b y 1 2", "b y 2 4", "b x 1 2", "b x 2 4", "a y 7 9", "a x 7 9");
    assertThat(decoded.metadata().get("kiseki.order")).endsWith("timestamp, step, value");
    HttpResponse<byte[]> got =
        http.send(
            to(PATH + "?run_ids=b&run_ids=nobody&run_ids=a&metric_keys=y&metric_keys=x&from_step=1")
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(got.body()).isEqualTo(answer.body());
  }

  @Test
  void nothingIsAStreamWithoutRows() throws Exception {
    DecodedCurves decoded =
        DecodedCurves.of(post("{'run_ids': ['x'], 'metric_keys': ['y']}").body());
    assertThat(decoded.rows()).isEmpty();
    assertThat(decoded.fields()).hasSize(5);
  }

  @Test
  void aSampleComesByStepAndKeepsWhatStandsOut() throws Exception {
    curves.keep("sampled", points(0, 500));
    curves.hold("sampled").add(250, 1, 1e9);
    DecodedCurves decoded =
        DecodedCurves.of(
            post("{'run_ids': ['sampled'], 'metric_keys': ['y'], 'max_points': 5}").body());
    assertThat(decoded.rows()).hasSize(5).extracting(DecodedCurves.Row::step).contains(0L, 499L);
    assertThat(decoded.rows())
        .extracting(row -> Double.longBitsToDouble(row.bits()))
        .contains(1e9, -499.0);
    assertThat(decoded.metadata().get("kiseki.order")).endsWith("step, timestamp, value");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'metric_keys': ['y']}|Missing value for required parameter 'run_ids'.",
        "{'run_ids': [], 'metric_keys': ['y']}|Missing value for required parameter 'run_ids'.",
        "{'run_ids': ['x']}|Missing value for required parameter 'metric_keys'.",
        "{'run_ids': ['x'], 'metric_keys': ['y'], 'max_points': 0}|max_points must be between 1",
        "{'run_ids': ['x'], 'metric_keys': ['y'], 'max_points': 100001}|max_points must be",
        "{'run_ids': ['x'], 'metric_keys': ['y'], 'from_step': 2, 'to_step': 1}|to_step must not",
        "{'run_ids': ['x'], 'metric_keys': [7]}|Invalid value 7 for parameter 'metric_keys[0]'"
      })
  void whatCannotBeReadIsRefusedAsMlflowDoes(String body, String message) throws Exception {
    HttpResponse<byte[]> answer = post(body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("\"error_code\":\"INVALID_PARAMETER_VALUE\"")
        .contains("\"message\":\"" + message);
  }

  @Test
  void tooManyCurvesAreRefused() throws Exception {
    String ids = String.join(",", Collections.nCopies(3, "'x'"));
    assertThat(post("{'run_ids': [" + ids + "], 'metric_keys': ['y']}").statusCode())
        .as("named twice counts once")
        .isEqualTo(200);
    assertThat(post("{'run_ids': [" + many(1_001) + "], 'metric_keys': ['y']}").statusCode())
        .isEqualTo(400);
    assertThat(
            post("{'run_ids': [" + many(1_000) + "], 'metric_keys': [" + many(11) + "]}")
                .statusCode())
        .isEqualTo(400);
  }

  private static String many(int count) {
    List<String> names = IntStream.range(0, count).mapToObj(i -> "'n" + i + "'").toList();
    return String.join(",", names);
  }

  @Test
  void whatIsAwayBeforeTheFirstPointIsToldInJson() throws Exception {
    curves.keep("away", points(0, 10));
    curves.storeAway = true;
    HttpResponse<byte[]> answer = post("{'run_ids': ['away'], 'metric_keys': ['y']}");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("TEMPORARILY_UNAVAILABLE");
  }

  @Test
  void whatFailsLaterBreaksTheConnection() throws Exception {
    for (int i = 0; i < 12; i++) {
      curves.keep("broken", points(50_000 * i, 50_000 * (i + 1)));
    }
    int[] left = {8};
    curves.beforeRead = () -> curves.storeAway = --left[0] <= 0;
    assertThat(catchThrowable(() -> post("{'run_ids': ['broken'], 'metric_keys': ['y']}")))
        .isInstanceOf(IOException.class);
    nothingIsAway();
    assertThat(
            DecodedCurves.of(post("{'run_ids': ['broken'], 'metric_keys': ['y']}").body()).rows())
        .hasSize(600_000);
  }
}
