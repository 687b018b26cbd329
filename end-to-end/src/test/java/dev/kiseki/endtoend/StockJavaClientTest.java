package dev.kiseki.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowClientException;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.RunsPage;

class StockJavaClientTest {
  private static MlflowClient client;

  @BeforeAll
  static void connect() {
    String uri = System.getProperty("KISEKI_URI", System.getenv("KISEKI_URI"));
    assertThat(uri).as("KISEKI_URI must name the server to test").isNotBlank();
    client = new MlflowClient(uri);
  }

  @AfterAll
  static void close() {
    if (client != null) {
      client.close();
    }
  }

  private static String unique(String what) {
    return "java " + what + " " + UUID.randomUUID();
  }

  private static String experiment() {
    return client.createExperiment(unique("experiment"));
  }

  @Test
  void findsACreatedExperimentByIdAndName() {
    String name = unique("find");
    String id = client.createExperiment(name);
    Experiment byId = client.getExperiment(id);
    assertThat(byId.getName()).isEqualTo(name);
    assertThat(byId.getLifecycleStage()).isEqualTo("active");
    assertThat(byId.getArtifactLocation()).isEqualTo("mlflow-artifacts:/" + id);
    assertThat(client.getExperimentByName(name)).map(Experiment::getExperimentId).contains(id);
    assertThat(client.getExperimentByName(unique("none"))).isEmpty();
  }

  @Test
  void renamesDeletesAndRestoresAnExperiment() {
    String id = experiment();
    String name = unique("renamed");
    client.renameExperiment(id, name);
    assertThat(client.getExperiment(id).getName()).isEqualTo(name);
    client.deleteExperiment(id);
    assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("deleted");
    client.restoreExperiment(id);
    assertThat(client.getExperiment(id).getLifecycleStage()).isEqualTo("active");
  }

  @Test
  void findsExperimentsByNameAndTag() {
    String name = unique("search");
    String id = client.createExperiment(name);
    client.setExperimentTag(id, "team", "a");
    List<Experiment> found =
        client.searchExperiments("name = '" + name + "' AND tags.team = 'a'").getItems();
    assertThat(found).extracting(Experiment::getExperimentId).containsExactly(id);
  }

  @Test
  void readsBackARunWithEverythingLogged() {
    String id = experiment();
    CreateRun request =
        CreateRun.newBuilder()
            .setExperimentId(id)
            .setStartTime(1234)
            .setRunName("by hand")
            .addTags(RunTag.newBuilder().setKey("source").setValue("java"))
            .build();
    String run = client.createRun(request).getRunId();
    client.logParam(run, "depth", "7");
    client.logMetric(run, "rmse", 1.5, 1000, 1);
    client.logMetric(run, "rmse", 0.5, 2000, 2);
    client.setTag(run, "note", "two\nlines");
    client.setTag(run, "gone", "x");
    client.deleteTag(run, "gone");
    client.setTerminated(run, RunStatus.FINISHED, 5678);
    Run read = client.getRun(run);
    assertThat(read.getInfo().getStatus()).isEqualTo(RunStatus.FINISHED);
    assertThat(read.getInfo().getStartTime()).isEqualTo(1234);
    assertThat(read.getInfo().getEndTime()).isEqualTo(5678);
    assertThat(read.getInfo().getRunName()).isEqualTo("by hand");
    assertThat(read.getData().getParamsList()).extracting(Param::getValue).containsExactly("7");
    assertThat(read.getData().getMetricsList()).containsExactly(metric("rmse", 0.5, 2000, 2));
    assertThat(read.getData().getTagsList())
        .extracting(RunTag::getKey)
        .contains("source", "note", "mlflow.runName")
        .doesNotContain("gone");
  }

  @Test
  void readsTheWholeHistoryInOrder() {
    String run = client.createRun(experiment()).getRunId();
    List<Metric> points =
        IntStream.range(0, 1000).mapToObj(i -> metric("loss", i / 8.0, 1000 + i, i)).toList();
    List<Metric> shuffled = new ArrayList<>(points);
    java.util.Collections.shuffle(shuffled, new java.util.Random(7));
    client.logBatch(run, shuffled, List.of(), List.of());
    client.logBatch(run, points.subList(0, 500), List.of(), List.of());
    assertThat(client.getMetricHistory(run, "loss")).isEqualTo(points);
    assertThat(client.getMetricHistory(run, "none")).isEmpty();
  }

  @Test
  void logsABatchOfEverything() {
    String run = client.createRun(experiment()).getRunId();
    client.logBatch(
        run,
        List.of(metric("a", 1, 1, 0), metric("b", -2.5, 1, -1)),
        List.of(Param.newBuilder().setKey("p").setValue("").build()),
        List.of(RunTag.newBuilder().setKey("t").setValue("x").build()));
    Run read = client.getRun(run);
    assertThat(read.getData().getMetricsList())
        .containsExactlyInAnyOrder(metric("a", 1, 1, 0), metric("b", -2.5, 1, -1));
    assertThat(read.getData().getParams(0).getValue()).isEmpty();
  }

  @Test
  void searchesRunsPageByPage() {
    String id = experiment();
    List<String> created = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      String run = client.createRun(id).getRunId();
      client.logMetric(run, "score", i, 1000, 0);
      client.logParam(run, "even", String.valueOf(i % 2 == 0));
      created.add(0, run);
    }
    List<String> seen = new ArrayList<>();
    RunsPage page =
        client.searchRuns(
            List.of(id),
            "metrics.score >= 0",
            ViewType.ACTIVE_ONLY,
            3,
            List.of("metrics.score DESC"));
    page.getItems().forEach(r -> seen.add(r.getInfo().getRunId()));
    while (page.hasNextPage()) {
      page = (RunsPage) page.getNextPage();
      page.getItems().forEach(r -> seen.add(r.getInfo().getRunId()));
    }
    assertThat(seen).isEqualTo(created);
    assertThat(search(id, "params.even = 'true'", ViewType.ACTIVE_ONLY)).hasSize(4);
  }

  @Test
  void hidesADeletedRunAndRestoresIt() {
    String id = experiment();
    String run = client.createRun(id).getRunId();
    client.deleteRun(run);
    assertThat(search(id, "", ViewType.ACTIVE_ONLY)).isEmpty();
    assertThat(search(id, "", ViewType.DELETED_ONLY))
        .extracting(r -> r.getInfo().getRunId())
        .containsExactly(run);
    assertThatThrownBy(() -> client.logMetric(run, "m", 1))
        .isInstanceOf(MlflowHttpException.class)
        .hasMessageContaining("statusCode=400");
    client.restoreRun(run);
    client.logMetric(run, "m", 1);
    assertThat(client.getRun(run).getData().getMetricsCount()).isEqualTo(1);
  }

  @Test
  void reportsErrorsWithTheirStatusAndCode() {
    String name = unique("taken");
    String id = client.createExperiment(name);
    String run = client.createRun(id).getRunId();
    client.logParam(run, "p", "1");
    assertError(() -> client.createExperiment(name), 400, "RESOURCE_ALREADY_EXISTS");
    assertError(() -> client.getExperiment("987654321"), 404, "RESOURCE_DOES_NOT_EXIST");
    assertError(() -> client.getRun("0".repeat(32)), 404, "RESOURCE_DOES_NOT_EXIST");
    assertError(() -> client.logParam(run, "p", "2"), 400, "Changing param values is not allowed");
    assertError(() -> client.logMetric(run, "a//b", 1), 400, "INVALID_PARAMETER_VALUE");
    assertError(() -> search(id, "metrics.a >", ViewType.ALL), 400, "Invalid clause(s)");
    assertError(() -> client.deleteTag(run, "none"), 404, "No tag with name: none");
  }

  private static void assertError(Runnable call, int status, String fragment) {
    assertThatThrownBy(call::run)
        .isInstanceOf(MlflowClientException.class)
        .satisfies(
            e -> {
              MlflowHttpException http = (MlflowHttpException) e;
              assertThat(http.getStatusCode()).isEqualTo(status);
              assertThat(http.getBodyMessage()).contains(fragment);
            });
  }

  private static List<Run> search(String experiment, String filter, ViewType view) {
    return client.searchRuns(List.of(experiment), filter, view, 100).getItems();
  }

  private static Metric metric(String key, double value, long timestamp, long step) {
    return Metric.newBuilder()
        .setKey(key)
        .setValue(value)
        .setTimestamp(timestamp)
        .setStep(step)
        .build();
  }
}
