package dev.kiseki.ingest.accept;

import static dev.kiseki.ingest.accept.Given.HEADER;
import static dev.kiseki.ingest.accept.Given.fields;
import static dev.kiseki.ingest.accept.Given.invalid;
import static dev.kiseki.ingest.accept.Given.missing;
import static dev.kiseki.ingest.accept.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.Create;
import dev.kiseki.event.webhook.Webhooks;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RunCreationTest {
  private static final CatalogState CATALOG =
      CatalogState.of(
          9,
          List.of(
              experiment(0, "mlflow-artifacts:/0", LifecycleStage.ACTIVE),
              experiment(3, "s3://bucket/x?k=v", LifecycleStage.ACTIVE),
              experiment(7, "mlflow-artifacts:/7", LifecycleStage.DELETED)),
          Registry.EMPTY,
          Webhooks.NONE);

  private static Experiment experiment(long id, String location, LifecycleStage stage) {
    return new Experiment(
        new ExperimentId(id), "e" + id, location, stage, 0, 0, KeyedMap.empty(), -1);
  }

  private static RunEvent event(String json) {
    return RunCreation.of(fields(json)).event(HEADER, CATALOG, new Random(1));
  }

  private static Create create(String json) {
    return (Create) event(json).proposal();
  }

  @Test
  void aRunHasWhatItWasGiven() {
    RunEvent event =
        event(
            "{'experiment_id': '3', 'user_id': 'ada', 'run_name': 'first', 'start_time': 5,"
                + " 'tags': [{'key': 'mlflow.user', 'value': 'ada'}]}");

    assertThat(event.header()).isEqualTo(HEADER);
    assertThat(event.proposal())
        .isEqualTo(
            new Create(
                new ExperimentId(3),
                "first",
                "ada",
                5,
                "s3://bucket/x/" + event.run() + "/artifacts?k=v",
                List.of(
                    new KeyValue("mlflow.user", "ada"), new KeyValue("mlflow.runName", "first"))));
  }

  @Test
  void whatIsAbsentHasADefault() {
    RunEvent event = event("{}");
    Create create = (Create) event.proposal();

    assertThat(create.experiment()).isEqualTo(ExperimentId.DEFAULT);
    assertThat(create.userId()).isEmpty();
    assertThat(create.startTimeMillis()).isZero();
    assertThat(create.artifactUri()).isEqualTo("mlflow-artifacts:/0/" + event.run() + "/artifacts");
    assertThat(create.name()).matches("[a-z]+-[a-z]+-[0-9]{1,3}").hasSizeLessThanOrEqualTo(20);
    assertThat(create.tags()).containsExactly(new KeyValue("mlflow.runName", create.name()));
  }

  @Test
  void idsAreNewAndOfMlflowsForm() {
    assertThat(event("{}").run().text()).matches("[0-9a-f]{32}");
    assertThat(event("{}").run()).isNotEqualTo(event("{}").run());
  }

  @Test
  void theNameMayComeAsATag() {
    Create create = create("{'tags': [{'key': 'mlflow.runName', 'value': 'tagged'}]}");

    assertThat(create.name()).isEqualTo("tagged");
    assertThat(create.tags()).containsExactly(new KeyValue("mlflow.runName", "tagged"));
  }

  @Test
  void nameAndTagMayAgree() {
    assertThat(
            create("{'run_name': 'n', 'tags': [{'key': 'mlflow.runName', 'value': 'n'}]}").tags())
        .containsExactly(new KeyValue("mlflow.runName", "n"));
  }

  @Test
  void nameAndTagMustNotDiffer() {
    invalid(
        () -> event("{'run_name': 'a', 'tags': [{'key': 'mlflow.runName', 'value': 'b'}]}"),
        "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values"
            + " (run_name='a', mlflow.runName='b').");
  }

  @ParameterizedTest
  @ValueSource(strings = {" 3", "+3", "3 ", "03"})
  void theExperimentIsReadAsPythonReadsIntegers(String id) {
    assertThat(create("{'experiment_id': '" + id + "'}").experiment())
        .isEqualTo(new ExperimentId(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "1.0", "-", "1__0"})
  void otherTextsAreNoExperimentId(String id) {
    invalid(
        () -> event("{'experiment_id': '" + id + "'}"),
        "Invalid experiment ID '" + id + "'. Experiment ID must be a valid integer.");
  }

  @ParameterizedTest
  @CsvSource({"42, 42", "-1, -1", "99999999999999999999, 99999999999999999999"})
  void anUnknownExperimentIsNotFound(String id, String told) {
    refused(
        () -> event("{'experiment_id': '" + id + "'}"),
        ErrorCode.RESOURCE_DOES_NOT_EXIST,
        "No Experiment with id=" + told + " exists");
  }

  @Test
  void aDeletedExperimentTakesNoRun() {
    invalid(
        () -> event("{'experiment_id': '7'}"),
        "The experiment 7 must be in the 'active' state. Current state is deleted.");
  }

  @ParameterizedTest
  @CsvSource({"3, true", "7, false", "42, false"})
  void whetherTheCatalogAllowsItIsKnownBeforehand(String id, boolean allowed) {
    assertThat(RunCreation.of(fields("{'experiment_id': '" + id + "'}")).allowedBy(CATALOG))
        .isEqualTo(allowed);
  }

  @Test
  void tagsHaveTheRulesOfSetTag() {
    missing(() -> event("{'tags': [{'value': 'v'}]}"), "tags[0].key");
    invalid(
        () -> event("{'tags': [{'key': '" + "k".repeat(251) + "'}]}"),
        "'tags[0].key' exceeds the maximum length of 250 characters");
    assertThat(
            create("{'tags': [{'key': 'k', 'value': '" + "v".repeat(8001) + "'}]}").tags().get(0))
        .isEqualTo(new KeyValue("k", "v".repeat(8000)));
  }

  @Test
  void aTagGivenTwiceIsRefused() {
    refused(
        () -> event("{'tags': [{'key': 'k', 'value': '1'}, {'key': 'k', 'value': '2'}]}"),
        ErrorCode.BAD_REQUEST,
        "The tag 'k' was given more than once.");
  }
}
