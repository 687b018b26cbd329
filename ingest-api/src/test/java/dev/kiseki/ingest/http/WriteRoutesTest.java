package dev.kiseki.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogFold.Outcome;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperiment;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperimentTag;
import dev.kiseki.event.catalog.CatalogProposal.RenameExperiment;
import dev.kiseki.event.catalog.CatalogProposal.RestoreExperiment;
import dev.kiseki.event.catalog.CatalogProposal.SetExperimentTag;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.Create;
import dev.kiseki.event.run.RunProposal.Delete;
import dev.kiseki.event.run.RunProposal.DeleteTag;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.event.run.RunProposal.Restore;
import dev.kiseki.event.run.RunProposal.Update;
import dev.kiseki.event.webhook.Webhooks;
import dev.kiseki.ingest.publish.CatalogView;
import dev.kiseki.ingest.publish.CatalogWriter;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.ingest.publish.RunWriter;
import dev.kiseki.ingest.publish.Visibility;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the request line to the port and back. */
final class WriteRoutesTest {
  private static final String RUN = "{'run_id': 'r', 'key': 'k', 'value': '1', 'timestamp': 1}";
  private static final String EXPERIMENT =
      "{'experiment_id': '0', 'key': 'k', 'value': 'v', 'new_name': 'n'}";

  private final List<Object> written = new ArrayList<>();
  private CompletionStage<Visibility> fate = CompletableFuture.completedStage(Visibility.VISIBLE);
  private CatalogState current = CatalogState.genesis();
  private WriteServer server;

  @BeforeEach
  void start() {
    RunWriter runs =
        event -> {
          written.add(event);
          return fate;
        };
    RunReader reader =
        id ->
            CompletableFuture.completedStage(
                written.stream()
                    .map(RunEvent.class::cast)
                    .filter(event -> event.proposal() instanceof Create)
                    .map(NewRun::view)
                    .findFirst());
    server =
        new WriteServer()
            .with(RunWriter.class, runs)
            .with(RunReader.class, reader)
            .with(CatalogWriter.class, this::fold)
            .with(CatalogView.class, new Catalog())
            .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CompletionStage<Outcome> fold(CatalogProposal proposal, String sender) {
    written.add(proposal);
    return CompletableFuture.completedStage(
        new Outcome(current, Verdict.APPLIED, Optional.of(experiment(12))));
  }

  private static Experiment experiment(long id) {
    return new Experiment(
        new ExperimentId(id), "n", "s3://b", LifecycleStage.ACTIVE, 0, 0, KeyedMap.empty(), -1);
  }

  /** A replica that lags: only the current state has what was just created elsewhere. */
  private final class Catalog implements CatalogView {
    @Override
    public CompletionStage<CatalogState> current() {
      return CompletableFuture.completedStage(current);
    }

    @Override
    public CatalogState latest() {
      return CatalogState.genesis();
    }
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return server.post(path, body);
  }

  @Test
  void whatThereIsNoRoomForIsA429ThatSaysWhenToComeAgain() throws Exception {
    fate =
        CompletableFuture.failedStage(
            new TrackingException(ErrorCode.RESOURCE_EXHAUSTED, "Too many metrics wait."));

    HttpResponse<String> answer = post("/api/2.0/mlflow/runs/log-metric", RUN);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body()).contains("\"error_code\":\"RESOURCE_EXHAUSTED\"");
    assertThat(Integer.parseInt(answer.headers().firstValue("retry-after").orElseThrow()))
        .isBetween(20, 39);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"})
  void whatARunReadsAndMakesReachesTheLogUnderBothPrefixes(String prefix) throws Exception {
    String model =
        "\"{\\\"flavors\\\":{},\\\"artifact_path\\\":1,\\\"utc_time_created\\\":1,\\\"run_id\\\":1}\"";
    for (String route :
        List.of(
            "log-inputs {'run_id': 'r', 'models': [{'model_id': 'm'}]}",
            "outputs {'run_id': 'r', 'models': [{'model_id': 'm'}]}",
            "log-model {'run_id': 'r', 'model_json': " + model + "}")) {
      int blank = route.indexOf(' ');
      HttpResponse<String> answer =
          post(prefix + "runs/" + route.substring(0, blank), route.substring(blank));
      assertThat(answer.body()).as(route).isEqualTo("{}");
      assertThat(answer.statusCode()).isEqualTo(200);
    }
    assertThat(written).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"})
  void everyWriteOfARunReachesTheLogUnderBothPrefixes(String prefix) throws Exception {
    for (String route :
        List.of(
            "log-metric",
            "log-parameter",
            "set-tag",
            "log-batch",
            "delete-tag",
            "delete",
            "restore")) {
      HttpResponse<String> answer = post(prefix + "runs/" + route, RUN);
      assertThat(answer.body()).as(route).isEqualTo("{}");
      assertThat(answer.statusCode()).as(route).isEqualTo(200);
    }

    assertThat(written)
        .extracting(event -> ((RunEvent) event).proposal().getClass())
        .isEqualTo(
            List.of(
                LogBatch.class,
                LogBatch.class,
                LogBatch.class,
                LogBatch.class,
                DeleteTag.class,
                Delete.class,
                Restore.class));
    assertThat(written)
        .extracting(event -> ((RunEvent) event).header().sender())
        .containsOnly("a-trainer/1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"})
  void everyWriteOfAnExperimentReachesTheLogUnderBothPrefixes(String prefix) throws Exception {
    for (String route :
        List.of("update", "delete", "restore", "set-experiment-tag", "delete-experiment-tag")) {
      HttpResponse<String> answer = post(prefix + "experiments/" + route, EXPERIMENT);
      assertThat(answer.body()).as(route).isEqualTo("{}");
      assertThat(answer.statusCode()).as(route).isEqualTo(200);
    }

    assertThat(written)
        .containsExactly(
            new RenameExperiment(ExperimentId.DEFAULT, "n"),
            new DeleteExperiment(ExperimentId.DEFAULT),
            new RestoreExperiment(ExperimentId.DEFAULT),
            new SetExperimentTag(ExperimentId.DEFAULT, "k", "v"),
            new DeleteExperimentTag(ExperimentId.DEFAULT, "k"));
  }

  @Test
  void aNewExperimentIsToldItsId() throws Exception {
    assertThat(post("/api/2.0/mlflow/experiments/create", "{'name': 'n'}").body())
        .isEqualTo("{\"experiment_id\":\"12\"}");
  }

  @Test
  void aNewRunIsToldInFull() throws Exception {
    String body =
        post(
                "/api/2.0/mlflow/runs/create",
                "{'experiment_id': '0', 'run_name': 'n', 'user_id': 'ada', 'start_time': 5}")
            .body();

    String id = ((RunEvent) written.get(0)).run().text();
    String info =
        "'run_uuid':'%s','experiment_id':'0','run_name':'n','user_id':'ada','status':'RUNNING',"
            + "'start_time':5,'artifact_uri':'mlflow-artifacts:/0/%s/artifacts',"
            + "'lifecycle_stage':'active','run_id':'%s'";
    String data = "'tags':[{'key':'mlflow.runName','value':'n'}]";
    String run =
        "{'run':{'info':{" + info.formatted(id, id, id) + "},'data':{" + data + "},'inputs':{}}}";
    assertThat(body).isEqualTo(run.replace('\'', '"'));
  }

  @Test
  void anExperimentThatAnotherProcessJustMadeIsFound() throws Exception {
    current = CatalogState.of(8, List.of(experiment(7)), Registry.EMPTY, Webhooks.NONE);

    assertThat(post("/api/2.0/mlflow/runs/create", "{'experiment_id': '7'}").statusCode())
        .isEqualTo(200);
    assertThat(post("/api/2.0/mlflow/runs/create", "{'experiment_id': '6'}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void anUpdateAnswersTheRunAsItIsThen() throws Exception {
    post("/api/2.0/mlflow/runs/create", "{'run_name': 'n'}");
    String body = post("/api/2.0/mlflow/runs/update", "{'run_id': 'r', 'end_time': 9}").body();

    assertThat(((RunEvent) written.get(1)).proposal()).isInstanceOf(Update.class);
    assertThat(body).startsWith("{\"run_info\":{\"run_uuid\":").contains("\"run_name\":\"n\"");
  }

  @Test
  void aWriteThatIsNotVisibleYetIsMarked() throws Exception {
    assertThat(post("/api/2.0/mlflow/runs/set-tag", RUN).headers().map())
        .doesNotContainKey("x-kiseki-visibility");

    fate = CompletableFuture.completedStage(Visibility.PENDING);
    HttpResponse<String> pending = post("/api/2.0/mlflow/runs/set-tag", RUN);

    assertThat(pending.statusCode()).isEqualTo(200);
    assertThat(pending.headers().firstValue("X-Kiseki-Visibility")).hasValue("pending");
  }

  @Test
  void aRefusalOfTheFoldIsTheAnswer() throws Exception {
    fate =
        CompletableFuture.failedStage(
            new TrackingException(ErrorCode.RESOURCE_DOES_NOT_EXIST, "Run with id=r not found"));

    HttpResponse<String> answer = post("/api/2.0/mlflow/runs/log-parameter", RUN);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"Run with id=r not found\"}");
  }
}
