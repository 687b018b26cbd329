package dev.kiseki.ingest.accept;

import static dev.kiseki.ingest.accept.Given.HEADER;
import static dev.kiseki.ingest.accept.Given.RUN;
import static dev.kiseki.ingest.accept.Given.bytes;
import static dev.kiseki.ingest.accept.Given.invalid;
import static dev.kiseki.ingest.accept.Given.missing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.ModelProposal.LogMetrics;
import dev.kiseki.event.run.ModelProposal.Point;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.event.run.RunProposal.Origin;
import dev.kiseki.protocol.request.LogBatchBody;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BatchAcceptanceTest {
  private static RunEvent accept(String json) {
    return BatchAcceptance.accept(HEADER, LogBatchBody.read(bytes(json)));
  }

  private static RunEvent lists(String lists) {
    return accept("{'run_id': '" + RUN + "', " + lists + "}");
  }

  private static LogBatch batch(String lists) {
    return (LogBatch) lists(lists).proposal();
  }

  private static String list(String name, int size, IntFunction<String> member) {
    return IntStream.range(0, size)
        .mapToObj(member)
        .collect(Collectors.joining(", ", "'" + name + "': [", "]"));
  }

  private static String metrics(int size) {
    return list("metrics", size, i -> "{'key': 'm', 'value': 1, 'timestamp': " + i + "}");
  }

  private static String params(int size) {
    return list("params", size, i -> "{'key': 'p" + i + "', 'value': 'v'}");
  }

  private static String tags(int size) {
    return list("tags", size, i -> "{'key': 't" + i + "', 'value': 'v'}");
  }

  @Test
  void aBatchKeepsEverythingInItsOrder() {
    RunEvent event =
        lists(
            "'metrics': [{'key': 'b', 'value': 2, 'timestamp': 9, 'step': 4},"
                + " {'key': 'a', 'value': 'NaN', 'timestamp': 8}],"
                + " 'params': [{'key': 'lr', 'value': '0.1'}, {'key': 'empty'}],"
                + " 'tags': [{'key': 'team', 'value': 'x'}, {'key': 'team', 'value': 'y'}]");

    assertThat(event.run()).isEqualTo(new RunId(RUN));
    assertThat(event.proposal())
        .isEqualTo(
            new LogBatch(
                Origin.LOG_BATCH,
                new MetricColumns.Builder().add("b", 4, 9, 2).add("a", 0, 8, Double.NaN).build(),
                List.of(new KeyValue("lr", "0.1"), new KeyValue("empty", "")),
                List.of(new KeyValue("team", "x"), new KeyValue("team", "y"))));
  }

  @Test
  void anEmptyBatchPasses() {
    assertThat(batch("'metrics': []"))
        .isEqualTo(new LogBatch(Origin.LOG_BATCH, MetricColumns.EMPTY, List.of(), List.of()));
  }

  @Test
  void infinitiesBecomeTheLargestNumbers() {
    MetricColumns metrics =
        batch(
                "'metrics': [{'key': 'a', 'value': 'Infinity', 'timestamp': 1},"
                    + " {'key': 'b', 'value': '-Infinity', 'timestamp': 2, 'step': 3},"
                    + " {'key': 'c', 'value': 0.5, 'timestamp': 4}]")
            .metrics();

    assertThat(metrics)
        .isEqualTo(
            new MetricColumns.Builder()
                .add("a", 0, 1, Double.MAX_VALUE)
                .add("b", 3, 2, -Double.MAX_VALUE)
                .add("c", 0, 4, 0.5)
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "-a", "_a", "\u00e9a", "a b", "a.b"})
  void theRunIdHasAForm(String id) {
    String ascii = id.replace("\u00e9", "\\u00e9");

    invalid(
        () -> accept("{'run_id': '" + id + "'}"),
        "Invalid value \"" + ascii + "\" for parameter 'run_id' supplied.");
  }

  @Test
  void theRunIdHasAtMost256Characters() {
    String longest = "a".repeat(256);

    assertThat(accept("{'run_id': '" + longest + "'}").run()).isEqualTo(new RunId(longest));
    invalid(
        () -> accept("{'run_id': '" + longest + "a'}"),
        "Invalid value \"" + longest + "a\" for parameter 'run_id' supplied.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'metrics': [{'value': 1, 'timestamp': 1}] | metrics[0].key",
        "'metrics': [{'key': 'm', 'timestamp': 1}] | metrics[0].value",
        "'metrics': [{'key': 'm', 'value': 1}]     | metrics[0].timestamp",
        "'params': [{'key': 'a'}, {'value': 'v'}]  | params[1].key",
        "'tags': [{'value': 'v'}]                  | tags[0].key",
      })
  void missingFieldsAreNamedByTheirPlace(String lists, String field) {
    missing(() -> lists(lists), field);
  }

  @Test
  void badMembersAreNamedByTheirPlace() {
    String characters =
        " supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods"
            + " (.), spaces ( ), colon(:) and slashes (/).";

    invalid(
        () -> lists("'metrics': [{'key': 'a#b', 'value': 1, 'timestamp': 1}]"),
        "Invalid value \"a#b\" for parameter 'metrics[0].name'" + characters);
    invalid(
        () -> lists("'params': [{'key': 'a'}, {'key': 'a#b'}]"),
        "Invalid value \"a#b\" for parameter 'params[1].key'" + characters);
    invalid(
        () -> lists("'tags': [{'key': 'a#b'}]"),
        "Invalid value \"a#b\" for parameter 'tags[0].key'" + characters);
  }

  @Test
  void aNegativeTimestampIsNamedByItsPlace() {
    invalid(
        () ->
            lists(
                "'metrics': [{'key': 'm', 'value': 1, 'timestamp': 1},"
                    + " {'key': 'm', 'value': 2.5, 'timestamp': -7}]"),
        "Invalid value -7 for parameter 'metrics[1].timestamp' supplied: metric 'm' (value=2.5)."
            + " Timestamp must be a nonnegative long (64-bit integer) ");
  }

  @Test
  void overlongKeysAreNamedByWhatTheyAre() {
    String key = "k".repeat(251);

    invalid(
        () -> lists("'metrics': [{'key': '" + key + "', 'value': 1, 'timestamp': 1}]"),
        "'Metric name' exceeds the maximum length of 250 characters");
    invalid(
        () -> lists("'params': [{'key': '" + key + "'}]"),
        "'Param key' exceeds the maximum length of 250 characters");
    invalid(
        () -> lists("'tags': [{'key': '" + key + "'}]"),
        "'tags[0].key' exceeds the maximum length of 250 characters");
  }

  @Test
  void overlongValuesAreCut() {
    LogBatch batch =
        batch(
            "'params': [{'key': 'p', 'value': '%s'}], 'tags': [{'key': 't', 'value': '%s'}]"
                .formatted("v".repeat(6001), "w".repeat(8001)));

    assertThat(batch.params()).containsExactly(new KeyValue("p", "v".repeat(6000)));
    assertThat(batch.tags()).containsExactly(new KeyValue("t", "w".repeat(8000)));
  }

  @Test
  void theLargestBatchesPass() {
    assertThat(batch(metrics(1000)).metrics().size()).isEqualTo(1000);
    assertThat(batch(metrics(800) + ", " + params(100) + ", " + tags(100)).params()).hasSize(100);
  }

  @Test
  void largerOnesAreRefused() {
    invalid(() -> lists(metrics(1001)), tooMany(1000, "metrics", 1001));
    invalid(() -> lists(params(101)), tooMany(100, "params", 101));
    invalid(() -> lists(tags(101)), tooMany(100, "tags", 101));
    invalid(
        () -> lists(metrics(901) + ", " + params(50) + ", " + tags(50)),
        tooMany(1000, "metrics, params, and tags", 1001));
  }

  private static String tooMany(int most, String what, int got) {
    return "A batch logging request can contain at most "
        + "%d %s. Got %d %s. Please split up %s".formatted(most, what, got, what, what)
        + " across multiple requests and try again.";
  }

  @Test
  void aParamGivenTwiceIsRefusedEvenWithTheSameValue() {
    invalid(
        () -> lists("'params': [{'key': 'b', 'value': '1'}, {'key': 'b', 'value': '1'}]"),
        "Duplicate parameter keys have been submitted: ['b']. Please ensure the request contains"
            + " only one param value per param key.");
  }

  @Test
  void whatIsRefusedFirstIsWhatMlflowRefusesFirst() {
    String badTag = "'tags': [{'key': 'a#b'}]";
    String twice = "'params': [{'key': 'b'}, {'key': 'b'}]";

    invalid(
        () -> accept("{'run_id': 'a/b', " + badTag + "}"),
        "Invalid value \"a/b\" for parameter 'run_id' supplied.");
    invalid(
        () -> lists(metrics(1001) + ", " + badTag),
        "Invalid value \"a#b\" for parameter 'tags[0].key' supplied: Names may only contain"
            + " alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and"
            + " slashes (/).");
    invalid(() -> lists(metrics(1001) + ", " + twice), tooMany(1000, "metrics", 1001));
  }

  @Test
  void aPointOfSeveralModelsIsOneOfTheRunAndOneOfEach() {
    String point =
        "{'key': 'm', 'value': 'Infinity', 'timestamp': 1, 'step': 2, 'model_id': '%s'%s}";
    LogBatchBody body =
        LogBatchBody.read(
            bytes(
                "{'run_id': '"
                    + RUN
                    + "', 'metrics': ["
                    + point.formatted("m-1", ", 'dataset_name': 'd', 'dataset_digest': '1'")
                    + ", "
                    + point.formatted("m-2", "")
                    + ", "
                    + point.formatted("", "")
                    + ", {'key': 'other', 'value': 1, 'timestamp': 1}]}"));
    RunEvent run = BatchAcceptance.accept(HEADER, body);

    assertThat(((LogBatch) run.proposal()).metrics())
        .isEqualTo(
            new MetricColumns.Builder()
                .add("m", 2, 1, Double.MAX_VALUE)
                .add("other", 0, 1, 1)
                .build());
    assertThat(ModelShares.ofBatch(run, body))
        .containsExactly(
            share("m-1", new Point("m", Double.MAX_VALUE, 1, 2, "d", "1")),
            share("m-2", new Point("m", Double.MAX_VALUE, 1, 2, "", "")));
  }

  private static RunEvent share(String model, Point point) {
    return new RunEvent(HEADER, new RunId(model), new LogMetrics(RUN, List.of(point)));
  }

  @Test
  void aBatchWithoutModelsGivesNoneAShare() {
    LogBatchBody body = LogBatchBody.read(bytes("{'run_id': '" + RUN + "', " + metrics(2) + "}"));

    assertThat(ModelShares.ofBatch(BatchAcceptance.accept(HEADER, body), body)).isEmpty();
  }
}
