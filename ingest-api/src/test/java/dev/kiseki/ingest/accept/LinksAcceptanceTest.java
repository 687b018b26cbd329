package dev.kiseki.ingest.accept;

import static dev.kiseki.ingest.accept.Given.HEADER;
import static dev.kiseki.ingest.accept.Given.RUN;
import static dev.kiseki.ingest.accept.Given.fields;
import static dev.kiseki.ingest.accept.Given.invalid;
import static dev.kiseki.ingest.accept.Given.missing;
import static dev.kiseki.ingest.accept.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.LongText;
import dev.kiseki.event.run.ModelAtStep;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.LogInputs;
import dev.kiseki.event.run.RunProposal.LogModel;
import dev.kiseki.event.run.RunProposal.LogOutputs;
import dev.kiseki.event.wire.RunEventCodec;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LinksAcceptanceTest {
  private static final String DATASET =
      "'dataset': {'name': 'n', 'digest': 'd', 'source_type': 't', 'source': 's'";

  private static List<RunEvent> log(String lists) {
    return LinksAcceptance.inputs(HEADER, fields("{'run_id': '" + RUN + "'" + lists + "}"));
  }

  private static LogInputs inputs(String lists) {
    List<RunEvent> events = log(lists);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).run()).isEqualTo(new RunId(RUN));
    return (LogInputs) events.get(0).proposal();
  }

  private static String entry(String model) {
    String body = "{'run_id': '" + RUN + "', 'model_json': " + model + "}";
    return ((LogModel) LinksAcceptance.model(HEADER, fields(body)).proposal()).entry();
  }

  @Test
  void aDataSetComesWithItsTagsByKey() {
    String tags = "'tags': [{'key': 'z', 'value': '1'}, {'key': 'a'}]";
    LogInputs inputs =
        inputs(", 'datasets': [{" + tags + ", " + DATASET + ", 'schema': 'x', 'profile': ''}}]");

    assertThat(inputs.datasets())
        .containsExactly(
            new DatasetInput(
                new Dataset("n", "d", "t", "s", Optional.of(LongText.of("x")), Optional.empty()),
                List.of(new KeyValue("a", ""), new KeyValue("z", "1"))));
    assertThat(inputs.modelIds()).isEmpty();
  }

  @Test
  void ofTwoOfOneNameAndDigestTheFirstStays() {
    String other = DATASET.replace("'s'", "'other'") + "}";
    LogInputs inputs = inputs(", 'datasets': [{" + DATASET + "}}, {" + other + "}]");

    assertThat(inputs.datasets()).hasSize(1);
    assertThat(inputs.datasets().get(0).dataset().source()).isEqualTo("s");
  }

  @Test
  void noListsEmptyListsAndNullAreNothing() {
    for (String nothing : List.of("", ", 'datasets': [], 'models': []", ", 'datasets': null")) {
      assertThat(inputs(nothing)).isEqualTo(new LogInputs(List.of(), List.of()));
    }
  }

  @Test
  void whatMustBeThereIsMissedByItsPlace() {
    missing(() -> LinksAcceptance.inputs(HEADER, fields("{}")), "run_id");
    missing(() -> log(", 'datasets': [{}]"), "datasets[0].dataset");
    for (String field : List.of("name", "digest", "source_type", "source")) {
      String without = DATASET.replace("'" + field + "'", "'other'") + "}";
      missing(() -> log(", 'datasets': [{" + without + "}]"), "datasets[0].dataset." + field);
    }
    String tag = "'tags': [{'value': 'v'}]";
    missing(
        () -> log(", 'datasets': [{" + tag + ", " + DATASET + "}}]"), "datasets[0].tags[0].key");
    missing(() -> log(", 'models': [{}]"), "models[0].model_id");
  }

  @Test
  void lengthsAreMlflows() {
    String text = "x".repeat(1_048_576);
    invalid(
        () -> log(", 'datasets': [{" + DATASET + ", 'schema': '" + text + "'}}]"),
        "'schema' exceeds the maximum length of 1048575 characters");
    String digest = DATASET.replace("'d'", "'" + "x".repeat(37) + "'") + "}";
    invalid(
        () -> log(", 'datasets': [{" + digest + "}]"),
        "'digest' exceeds the maximum length of 36 characters");
    String tag = "'tags': [{'key': 'k', 'value': '" + "v".repeat(501) + "'}]";
    invalid(
        () -> log(", 'datasets': [{" + tag + ", " + DATASET + "}}]"),
        "'value' exceeds the maximum length of 500 characters");
  }

  @Test
  void aTagTwiceIsRefused() {
    String tags = "'tags': [{'key': 'a', 'value': '1'}, {'key': 'a', 'value': '2'}]";
    refused(
        () -> log(", 'datasets': [{" + tags + ", " + DATASET + "}}]"),
        ErrorCode.BAD_REQUEST,
        "The tag 'a' was given more than once.");
  }

  @Test
  void theRunIdHasAForm() {
    invalid(
        () -> LinksAcceptance.inputs(HEADER, fields("{'run_id': 'a/b'}")),
        "Invalid value \"a/b\" for parameter 'run_id' supplied.");
  }

  /** Text that no compression makes much shorter. */
  private static String noise(int length) {
    Random random = new Random(5);
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('0' + random.nextInt(75)));
    }
    return text.toString().replace('\\', '_').replace('\'', '_');
  }

  @Test
  void theLongestProfileFitsIntoARecord() {
    String profile = noise(16_777_215);
    List<RunEvent> events = log(", 'datasets': [{" + DATASET + ", 'profile': '" + profile + "'}}]");

    assertThat(events).hasSize(1);
    assertThat(RunEventCodec.encode(events.get(0)).length).isLessThan(16 << 20);
    LogInputs inputs = (LogInputs) events.get(0).proposal();
    assertThat(inputs.datasets().get(0).dataset().profile().orElseThrow().text())
        .isEqualTo(profile);
  }

  @Test
  void aRequestThatNoRecordTakesBecomesSeveral() {
    StringBuilder datasets = new StringBuilder();
    String profile = noise(6_000_000);
    for (int i = 0; i < 5; i++) {
      datasets
          .append(i == 0 ? "{" : ", {")
          .append(DATASET.replace("'n'", "'n" + i + "'"))
          .append(", 'profile': '")
          .append(profile)
          .append("'}}");
    }
    List<RunEvent> events =
        log(", 'models': [{'model_id': 'm-1'}], 'datasets': [" + datasets + "]");

    assertThat(events).hasSizeGreaterThan(1);
    assertThat(events)
        .allSatisfy(event -> assertThat(RunEventCodec.encode(event).length).isLessThan(16 << 20));
    assertThat(
            events.stream()
                .map(event -> (LogInputs) event.proposal())
                .flatMap(inputs -> inputs.datasets().stream())
                .map(input -> input.dataset().name()))
        .containsExactly("n0", "n1", "n2", "n3", "n4");
    assertThat(((LogInputs) events.get(events.size() - 1).proposal()).modelIds())
        .containsExactly("m-1");
  }

  @Test
  void aTextThatStaysTooLongIsRefusedInWords() {
    StringBuilder letters = new StringBuilder();
    Random random = new Random(5);
    for (int i = 0; i < 9_000_000; i++) {
      letters.append((char) (0x4e00 + random.nextInt(20_000)));
    }
    assertThatThrownBy(
            () -> log(", 'datasets': [{" + DATASET + ", 'profile': '" + letters + "'}}]"))
        .hasMessageContaining("takes more than 15 MiB even when it is compressed");
  }

  @Test
  void outputsHaveSteps() {
    String models = "[{'model_id': 'm-1', 'step': '7'}, {'model_id': 'm-2'}]";
    RunEvent event =
        LinksAcceptance.outputs(HEADER, fields("{'run_id': 'a/b', 'models': " + models + "}"));

    assertThat(event)
        .isEqualTo(
            new RunEvent(
                HEADER,
                new RunId("a/b"),
                new LogOutputs(List.of(new ModelAtStep("m-1", 7), new ModelAtStep("m-2", 0)))));
    missing(() -> LinksAcceptance.outputs(HEADER, fields("{'run_id': 'r'}")), "models");
    missing(
        () -> LinksAcceptance.outputs(HEADER, fields("{'run_id': 'r', 'models': null}")), "models");
    missing(
        () -> LinksAcceptance.outputs(HEADER, fields("{'run_id': 'r', 'models': [{}]}")),
        "models[0].model_id");
  }

  @Test
  void aModelIsListedAsPythonPrintsIt() {
    assertThat(
            entry(
                "'{\\'artifact_path\\': \\'a\\', \\'flavors\\': {\\'f\\': {\\'config\\': 1, \\'é\\':"
                    + " [1, 2.5, null, true, 1e30, NaN]}, \\'g\\': 3}, \\'utc_time_created\\':"
                    + " \\'2020\\', \\'run_id\\': \\'r\\', \\'more\\': 1}'"))
        .isEqualTo(
            "{\"run_id\": \"r\", \"artifact_path\": \"a\", \"utc_time_created\": \"2020\","
                + " \"model_uuid\": null, \"flavors\": {\"f\": {\"\\u00e9\": [1, 2.5, null, true,"
                + " 1e+30, NaN]}, \"g\": 3}}");
    assertThat(
            entry(
                "'{\\'artifact_path\\': null, \\'flavors\\': null, \\'utc_time_created\\': null,"
                    + " \\'run_id\\': null, \\'model_uuid\\': \\'u\\'}'"))
        .isEqualTo(
            "{\"utc_time_created\": \"2023-11-14 22:13:20.000000\", \"model_uuid\": \"u\","
                + " \"flavors\": {}}");
  }

  @Test
  void whatIsNoModelIsRefused() {
    invalid(() -> entry("'{bad'"), "Malformed model info. \n {bad \n is not a valid JSON.");
    invalid(() -> entry("'[]'"), "Malformed model info. \n [] \n is not a valid JSON.");
    invalid(
        () -> entry("'{\\'artifact_path\\': 1, \\'run_id\\': 1}'"),
        "Model json is missing mandatory fields: {'flavors', 'utc_time_created'}");
    missing(() -> entry("''"), "model_json");
  }
}
