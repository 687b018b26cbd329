package dev.kiseki.ingest.accept;

import static dev.kiseki.ingest.accept.Given.fields;
import static dev.kiseki.ingest.accept.Given.invalid;
import static dev.kiseki.ingest.accept.Given.missing;
import static dev.kiseki.ingest.accept.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.catalog.CatalogProposal.CreateExperiment;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperiment;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperimentTag;
import dev.kiseki.event.catalog.CatalogProposal.RenameExperiment;
import dev.kiseki.event.catalog.CatalogProposal.RestoreExperiment;
import dev.kiseki.event.catalog.CatalogProposal.SetExperimentTag;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.ExperimentId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExperimentAcceptanceTest {
  private static final ExperimentId SEVEN = new ExperimentId(7);

  private final ExperimentAcceptance acceptance =
      new ExperimentAcceptance("mlflow-artifacts:", Set.of("sftp"), "/srv");

  private CatalogProposal located(String location) {
    return acceptance.create(fields("{'name': 'n', 'artifact_location': '" + location + "'}"));
  }

  private CatalogProposal tag(String key, String value) {
    String json = "{\"experiment_id\": \"7\", \"key\": \"%s\", \"value\": \"%s\"}";
    return acceptance.setTag(fields(json.formatted(key, value.replace("\"", "\\\""))));
  }

  @Test
  void anExperimentHasWhatItWasGiven() {
    assertThat(
            acceptance.create(
                fields(
                    "{'name': 'n', 'artifact_location': 's3://b/x/?k=v',"
                        + " 'tags': [{'key': 'a', 'value': '1'}, {'key': 'b'}]}")))
        .isEqualTo(
            new CreateExperiment(
                "n",
                "s3://b/x/?k=v",
                List.of(new KeyValue("a", "1"), new KeyValue("b", "")),
                "mlflow-artifacts:"));
  }

  @Test
  void theNameIsNeededAndBounded() {
    String longest = "n".repeat(500);

    missing(() -> acceptance.create(fields("{'name': ''}")), "name");
    assertThat(acceptance.create(fields("{'name': '" + longest + "'}")))
        .isEqualTo(new CreateExperiment(longest, "", List.of(), "mlflow-artifacts:"));
    invalid(
        () -> acceptance.create(fields("{'name': '" + longest + "n'}")),
        "'name' exceeds the maximum length of 500 characters");
    invalid(
        () -> acceptance.rename(fields("{'experiment_id': '7', 'new_name': '" + longest + "n'}")),
        "'name' exceeds the maximum length of 500 characters");
  }

  @ParameterizedTest
  @CsvSource({
    "/data/x,              /data/x",
    "mlruns/./x,           /srv/mlruns/x",
    "mlflow-artifacts:/x,  mlflow-artifacts:/x",
    "sftp://host/x,        sftp://host/x"
  })
  void aLocationIsKeptOrMadeAbsolute(String given, String stored) {
    assertThat(((CreateExperiment) located(given)).artifactLocation()).isEqualTo(stored);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "https", "ftp", "hdfs", "viewfs", "r2", "b2", "abfss"})
  void theServerIsNotSentToOtherHosts(String scheme) {
    assertThatThrownBy(() -> located(scheme + "://host/x"))
        .hasMessageStartingWith(
            "'artifact_location' cannot use the '" + scheme + "' scheme: the '" + scheme + "'");
    assertThatThrownBy(() -> located("mlflow-artifacts://host/x"))
        .hasMessageStartingWith("'artifact_location' cannot use the 'mlflow-artifacts' scheme: ");
  }

  @Test
  void oddLocationsAreRefused() {
    invalid(
        () -> located("s3://b/x#f"), "'artifact_location' URL can't include fragments or params.");
    invalid(() -> located("s3://b/x?a=../b"), "Invalid query string");
    invalid(
        () -> located("runs:/r/x"), "Artifact location cannot be a runs:/ URI. Given: 'runs:/r/x'");
    assertThatThrownBy(() -> located("s3://b/" + "x".repeat(2042)))
        .hasMessageStartingWith("Invalid artifact path length.")
        .hasMessageContaining(" 2048 characters");
  }

  @Test
  void tagsAreJudgedWithTheExperiment() {
    invalid(
        () -> acceptance.create(fields("{'name': 'n', 'tags': [{'key': 'a#b', 'value': ''}]}")),
        "Invalid value \"a#b\" for parameter 'key' supplied: Names may only contain alphanumerics,"
            + " underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).");
    refused(
        () -> acceptance.create(fields("{'name': 'n', 'tags': [{'key': 'a'}, {'key': 'a'}]}")),
        ErrorCode.BAD_REQUEST,
        "The tag 'a' was given more than once.");
  }

  @Test
  void fiftyViewsAreEnough() {
    assertThat(acceptance.create(fields(views(50)))).isInstanceOf(CreateExperiment.class);
    assertThatThrownBy(() -> acceptance.create(fields(views(51))))
        .hasMessageStartingWith(
            "Unable to create another custom view; the maximum number of custom views per"
                + " experiment is 50.");
  }

  private static String views(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{'key': 'mlflow.customView.view" + i + "', 'value': '{}'}")
        .collect(Collectors.joining(", ", "{'name': 'n', 'tags': [", "]}"));
  }

  @Test
  void aLongTagValueIsRefusedNotCut() {
    assertThat(tag("k", "v".repeat(20_000)))
        .isEqualTo(new SetExperimentTag(SEVEN, "k", "v".repeat(20_000)));
    invalid(
        () -> tag("k", "v".repeat(20_001)),
        "'value' exceeds the maximum length of 20000 characters");
    invalid(() -> tag("k".repeat(251), ""), "'key' exceeds the maximum length of 250 characters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mlflow.trace.archivalRetention | {\"type\":\"duration\",\"value\":\"30d\"}",
        "mlflow.trace.archivalRetention | {\"type\":\"duration\",\"value\":\" 5m \"}",
        "mlflow.trace.archiveNow        | {}",
        "mlflow.trace.archiveNow        | {\"older_than\":\"12h\"}",
      })
  void archivalTagsPassWhenTheirValueIsReadable(String key, String value) {
    assertThat(tag(key, value)).isEqualTo(new SetExperimentTag(SEVEN, key, value));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "mlflow.trace.archivalRetention | 30d | config must be encoded as a JSON object.",
        "mlflow.trace.archivalRetention | [] | config must be encoded as a JSON object.",
        "mlflow.trace.archivalRetention | {\"value\":\"30d\"} | config must use type 'duration'.",
        "mlflow.trace.archivalRetention | {\"type\":\"duration\"} | retention must be in the form",
        "mlflow.trace.archivalRetention | {\"type\":\"duration\",\"value\":\"0d\"} | the form",
        "mlflow.trace.archiveNow | {\"older_than\":\"3w\"} | retention must be in the form",
        "mlflow.trace.archiveNow | {\"older_than\":\"123456789012345678901234567890123d\"}"
            + " | at most 32 characters.",
      })
  void otherArchivalTagsAreRefused(String key, String value, String told) {
    assertThatThrownBy(() -> tag(key, value)).hasMessageContaining(told);
  }

  @Test
  void oneExperimentIsNamed() {
    assertThat(acceptance.delete(fields("{'experiment_id': '7'}")))
        .isEqualTo(new DeleteExperiment(SEVEN));
    assertThat(acceptance.restore(fields("{'experiment_id': ' +7'}")))
        .isEqualTo(new RestoreExperiment(SEVEN));
    assertThat(acceptance.rename(fields("{'experiment_id': '7', 'new_name': 'm'}")))
        .isEqualTo(new RenameExperiment(SEVEN, "m"));
    assertThat(acceptance.deleteTag(fields("{'experiment_id': '7', 'key': 'k'}")))
        .isEqualTo(new DeleteExperimentTag(SEVEN, "k"));
    invalid(
        () -> acceptance.delete(fields("{'experiment_id': 'abc'}")),
        "Invalid experiment ID 'abc'. Experiment ID must be a valid integer.");
  }

  @Test
  void fieldsAreMissedInMlflowsOrder() {
    missing(() -> acceptance.delete(fields("{}")), "experiment_id");
    missing(() -> acceptance.restore(fields("{}")), "experiment_id");
    missing(() -> acceptance.rename(fields("{'new_name': 'm'}")), "experiment_id");
    missing(() -> acceptance.rename(fields("{'experiment_id': '7'}")), "new_name");
    missing(() -> acceptance.setTag(fields("{'key': 'k'}")), "experiment_id");
    missing(() -> acceptance.setTag(fields("{'experiment_id': 'x'}")), "key");
    missing(() -> acceptance.deleteTag(fields("{'experiment_id': 'x'}")), "key");
  }
}
