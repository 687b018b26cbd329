package dev.kiseki.ingest.accept;

import static dev.kiseki.ingest.accept.Given.HEADER;
import static dev.kiseki.ingest.accept.Given.RUN;
import static dev.kiseki.ingest.accept.Given.fields;
import static dev.kiseki.ingest.accept.Given.invalid;
import static dev.kiseki.ingest.accept.Given.missing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.event.run.RunProposal.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LogMetricTest {
  private static RunEvent log(String json) {
    return RunAcceptance.logMetric(HEADER, fields(json));
  }

  private static MetricColumns logged(String json) {
    return ((LogBatch) log(json).proposal()).metrics();
  }

  /** A request but for one field, which is given last and so replaces the usual one. */
  private static String but(String field) {
    return "{'run_id': '" + RUN + "', 'key': 'm', 'value': 1, 'timestamp': 5, " + field + "}";
  }

  @Test
  void aMetricBecomesABatchOfOne() {
    RunEvent event =
        log("{'run_id': '" + RUN + "', 'key': 'loss', 'value': 0.5, 'timestamp': 7, 'step': -3}");

    assertThat(event.header()).isEqualTo(HEADER);
    assertThat(event.run()).isEqualTo(new RunId(RUN));
    assertThat(event.proposal())
        .isEqualTo(
            new LogBatch(
                Origin.LOG_METRIC,
                new MetricColumns.Builder().add("loss", -3, 7, 0.5).build(),
                List.of(),
                List.of()));
  }

  @Test
  void theStepIsZeroWhenAbsent() {
    assertThat(logged(but("'x': 1")).step(0)).isZero();
  }

  @Test
  void theOldNameOfTheRunIdIsUnderstood() {
    String json = "{'run_uuid': 'r', 'key': 'm', 'value': 1, 'timestamp': 5}";

    assertThat(log(json).run()).isEqualTo(new RunId("r"));
  }

  @ParameterizedTest
  @CsvSource({
    "'Infinity',  1.7976931348623157e308",
    "'-Infinity', -1.7976931348623157e308",
    "'NaN',       NaN",
    "'1e3',       1000",
    "-0.5,        -0.5"
  })
  void valuesAreKeptAsTheSqlStoreKeepsThem(String text, Double stored) {
    assertThat(logged(but("'value': '" + text + "'")).value(0)).isEqualTo(stored);
  }

  @Test
  void aTrueCountsAsOne() {
    assertThat(logged(but("'value': true")).value(0)).isEqualTo(1.0);
  }

  @Test
  void fieldsAreMissedInMlflowsOrder() {
    missing(() -> log("{}"), "run_id");
    missing(() -> log("{'run_id': 'r'}"), "key");
    missing(() -> log("{'run_id': 'r', 'key': ''}"), "key");
    missing(() -> log("{'run_id': 'r', 'key': 'm'}"), "value");
    missing(() -> log("{'run_id': 'r', 'key': 'm', 'value': null}"), "value");
    missing(() -> log("{'run_id': 'r', 'key': 'm', 'value': 1}"), "timestamp");
  }

  @Test
  void aMissingFieldIsToldBeforeABadKey() {
    missing(() -> log("{'run_id': 'r', 'key': 'a#b', 'value': 1}"), "timestamp");
  }

  @Test
  void theTimestampMustNotBeNegative() {
    invalid(
        () -> log(but("'timestamp': -1")),
        "Invalid value -1 for parameter 'timestamp' supplied: metric 'm' (value=1.0)."
            + " Timestamp must be a nonnegative long (64-bit integer) ");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE})
  void theTimestampsFurthestOutPass(long timestamp) {
    assertThat(logged(but("'timestamp': " + timestamp)).timestamp(0)).isEqualTo(timestamp);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b", "a@b", "a,b", "100%", "a\tb", "\u00a0", "\ud83d\ude00"})
  void otherCharactersInAKeyAreRefused(String key) {
    String json = "{\"run_id\": \"r\", \"key\": %s, \"value\": 1, \"timestamp\": 5}";
    String quoted = ascii(key);

    invalid(
        () -> log(json.formatted(quoted)),
        "Invalid value "
            + quoted
            + " for parameter 'name' supplied: Names may only contain alphanumerics, underscores"
            + " (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).");
  }

  @ParameterizedTest
  @CsvSource({
    "a//b,   a/b",
    "a/,     a",
    "/a,     /a",
    "a/./b,  a/b",
    "a/../b, b",
    ".,      .",
    "..,     ..",
    "../a,   ../a",
    "//a,    //a",
    "///a,   /a"
  })
  void aKeyThatIsAnotherPathIsRefused(String key, String normal) {
    invalid(
        () -> log(but("'key': '" + key + "'")),
        "Invalid value \""
            + key
            + "\" for parameter 'name' supplied: Names may be treated as files in certain cases,"
            + " and must not resolve to other names when treated as such. This name would resolve"
            + " to '"
            + normal
            + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "\u00e9", "\u65e5\u672c", "a b", "a/b.c-d_e", ".a", "a..b", " "})
  void usualKeysPass(String key) {
    assertThat(logged(but("'key': '" + key + "'")).key(0)).isEqualTo(key);
  }

  @Test
  void aKeyMayHave250Characters() {
    String longest = "k".repeat(250);

    assertThat(logged(but("'key': '" + longest + "'")).key(0)).isEqualTo(longest);
    invalid(
        () -> log(but("'key': '" + longest + "k'")),
        "'Metric name' exceeds the maximum length of 250 characters");
  }

  @Test
  void charactersAreCountedNotUtf16Units() {
    String longest = "\ud835\udc00".repeat(250); // mathematical bold A, a letter beyond the BMP

    assertThat(logged(but("'key': '" + longest + "'")).key(0)).isEqualTo(longest);
  }

  /** The text as JSON with ASCII only, the way Python prints it. */
  private static String ascii(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\t') {
        json.append("\\t");
      } else if (c < 128) {
        json.append(c);
      } else {
        json.append("\\u%04x".formatted((int) c));
      }
    }
    return json.append('"').toString();
  }
}
