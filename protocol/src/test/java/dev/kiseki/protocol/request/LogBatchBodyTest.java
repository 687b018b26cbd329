package dev.kiseki.protocol.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.run.MetricColumns;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class LogBatchBodyTest {
  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aUsualBatchIsReadInOnePass() {
    byte[] body =
        bytes(
            "{\"metrics\": [{\"key\": \"m\", \"value\": 1, \"timestamp\": 7, \"step\": -2},"
                + " {\"key\": \"n\", \"value\": \"NaN\", \"timestamp\": 8}],"
                + " \"params\": [{\"key\": \"p\", \"value\": \"1\"}],"
                + " \"tags\": [{\"key\": \"t\"}], \"other\": {\"a\": [1]}, \"run_id\": \"r\"}");

    assertThat(LogBatchScan.read(body))
        .hasValueSatisfying(
            batch -> {
              assertThat(batch.runId()).isEqualTo("r");
              assertThat(batch.metrics())
                  .isEqualTo(
                      new MetricColumns.Builder()
                          .add("m", -2, 7, 1)
                          .add("n", 0, 8, Double.NaN)
                          .build());
              assertThat(batch.params()).containsExactly(new KeyValue("p", "1"));
              assertThat(batch.tags()).containsExactly(new KeyValue("t", ""));
            });
  }

  /** Whatever comes, both readers say the same: the same batch, or the same refusal. */
  @Property(tries = 2000)
  void onePassAndTreeAgree(@ForAll("bodies") String json) {
    byte[] body = bytes(json);
    assertThat(outcome(() -> LogBatchBody.read(body)))
        .isEqualTo(outcome(() -> LogBatchBody.of(RequestReader.readBody(body))));
  }

  private static Object outcome(java.util.function.Supplier<Object> reading) {
    try {
      return reading.get();
    } catch (TrackingException refusal) {
      return refusal.getMessage();
    }
  }

  @Provide
  Arbitrary<String> bodies() {
    Arbitrary<String> value =
        Arbitraries.of(
            "1",
            "-0.0",
            "1.5",
            "\"NaN\"",
            "\"Infinity\"",
            "\"\"",
            "null",
            "true",
            "NaN",
            "1e400",
            "123456789012345678901",
            "\"5\"",
            "5.0",
            "5.5",
            "[]",
            "{}",
            "\"a\"",
            "\"\\ud800\"",
            "[[{}]]",
            "\"é\"");
    Arbitrary<String> metricName =
        Arbitraries.of(
            "key",
            "key",
            "key",
            "value",
            "value",
            "value",
            "timestamp",
            "timestamp",
            "step",
            "model_id",
            "modelId",
            "dataset_name",
            "x");
    Arbitrary<String> point = object(metricName, value, 5);
    Arbitrary<String> good =
        value.map(v -> "{\"key\": \"k\", \"value\": " + v + ", \"timestamp\": 1}");
    Arbitrary<String> pair = object(Arbitraries.of("key", "key", "value", "x"), value, 3);
    Arbitrary<String> field =
        Arbitraries.oneOf(
            Arbitraries.of("\"r\"", "\"r\"", "\"\"", "5", "null").map(v -> "\"run_id\": " + v),
            list(Arbitraries.oneOf(good, point)).map(v -> "\"metrics\": " + v),
            list(pair).map(v -> "\"params\": " + v),
            list(pair).map(v -> "\"tags\": " + v),
            value.map(v -> "\"params\": " + v),
            value.map(v -> "\"y\": " + v),
            value.map(v -> "\"runId\": " + v));
    Arbitrary<String> usual = list(good).map(v -> "{\"run_id\": \"r\", \"metrics\": " + v + "}");
    Arbitrary<String> any =
        field.list().ofMaxSize(4).map(fields -> "{" + String.join(", ", fields) + "}");
    return Combinators.combine(Arbitraries.oneOf(usual, any), Arbitraries.integers().between(0, 60))
        .as(
            (text, cut) ->
                cut < 3 && text.length() > 3 ? text.substring(0, text.length() - cut) : text);
  }

  private static Arbitrary<String> list(Arbitrary<String> member) {
    return member.list().ofMaxSize(3).map(members -> "[" + String.join(", ", members) + "]");
  }

  private static Arbitrary<String> object(
      Arbitrary<String> name, Arbitrary<String> value, int most) {
    return Combinators.combine(name, value)
        .as((n, v) -> "\"" + n + "\": " + v)
        .list()
        .ofMaxSize(most)
        .map(fields -> "{" + String.join(", ", fields) + "}");
  }

  @Test
  void thousandPointsFitOnePass() {
    List<String> points = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      points.add("{\"key\": \"k" + i % 7 + "\", \"value\": " + i + ".5, \"timestamp\": 1}");
    }
    byte[] body = bytes("{\"run_id\": \"r\", \"metrics\": [" + String.join(",", points) + "]}");
    assertThat(LogBatchScan.read(body))
        .hasValueSatisfying(b -> assertThat(b.metrics().size()).isEqualTo(1000));
    assertThat(LogBatchScan.read(Arrays.copyOf(body, body.length - 1))).isEmpty();
  }
}
