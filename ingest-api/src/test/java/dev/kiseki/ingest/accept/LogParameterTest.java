package dev.kiseki.ingest.accept;

import static dev.kiseki.ingest.accept.Given.HEADER;
import static dev.kiseki.ingest.accept.Given.RUN;
import static dev.kiseki.ingest.accept.Given.fields;
import static dev.kiseki.ingest.accept.Given.invalid;
import static dev.kiseki.ingest.accept.Given.missing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.event.run.RunProposal.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LogParameterTest {
  private static RunEvent log(String key, String value) {
    String pair = ", 'key': '" + key + "', 'value': " + value + "}";
    return RunAcceptance.logParameter(HEADER, fields("{'run_id': '" + RUN + "'" + pair));
  }

  private static String stored(String key, String value) {
    return ((LogBatch) log(key, value).proposal()).params().get(0).value();
  }

  @Test
  void aParamBecomesABatchOfOne() {
    assertThat(log("lr", "'0.1'").proposal())
        .isEqualTo(
            new LogBatch(
                Origin.LOG_PARAMETER,
                MetricColumns.EMPTY,
                List.of(new KeyValue("lr", "0.1")),
                List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "''"})
  void noValueIsTheEmptyText(String value) {
    assertThat(stored("lr", value)).isEmpty();
  }

  @Test
  void anAbsentValueIsTheEmptyText() {
    RunEvent event = RunAcceptance.logParameter(HEADER, fields("{'run_id': 'r', 'key': 'k'}"));

    assertThat(((LogBatch) event.proposal()).params()).containsExactly(new KeyValue("k", ""));
  }

  @Test
  void aNumberIsNoValue() {
    invalid(
        () -> log("lr", "10"),
        "Invalid value 10 for parameter 'value' supplied:  Hint: Value was of type 'int'. See the"
            + " API docs for more information about request parameters.");
  }

  @Test
  void fieldsAreMissedInMlflowsOrder() {
    missing(() -> RunAcceptance.logParameter(HEADER, fields("{}")), "run_id");
    missing(() -> RunAcceptance.logParameter(HEADER, fields("{'run_id': 'r'}")), "key");
  }

  @Test
  void aValueIsCutAfter6000Characters() {
    String longest = "v".repeat(6000);

    assertThat(stored("k", "'" + longest + "'")).isEqualTo(longest);
    assertThat(stored("k", "'" + longest + "x'")).isEqualTo(longest);
  }

  @Test
  void theCutNeverSplitsACharacter() {
    String smile = "\ud83d\ude00";

    assertThat(stored("k", "'" + smile.repeat(6001) + "'")).isEqualTo(smile.repeat(6000));
  }

  @Test
  void theKeyHasRules() {
    invalid(
        () -> log("a#b", "'1'"),
        "Invalid value \"a#b\" for parameter 'key' supplied: Names may only contain alphanumerics,"
            + " underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).");
    invalid(
        () -> log("k".repeat(251), "'1'"),
        "'Param key' exceeds the maximum length of 250 characters");
  }
}
