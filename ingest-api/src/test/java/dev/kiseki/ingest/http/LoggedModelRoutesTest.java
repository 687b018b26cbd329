package dev.kiseki.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.ModelProposal.CreateModel;
import dev.kiseki.event.run.ModelProposal.DeleteModel;
import dev.kiseki.event.run.ModelProposal.DeleteModelTag;
import dev.kiseki.event.run.ModelProposal.LogMetrics;
import dev.kiseki.event.run.ModelProposal.LogParams;
import dev.kiseki.event.run.ModelProposal.Point;
import dev.kiseki.event.run.ModelProposal.SetStatus;
import dev.kiseki.event.run.ModelProposal.SetTags;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.ingest.publish.CatalogView;
import dev.kiseki.ingest.publish.ModelReader;
import dev.kiseki.ingest.publish.RunWriter;
import dev.kiseki.ingest.publish.Visibility;
import dev.kiseki.store.document.RunView;
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

/** Writes of logged models from the request line to the log. */
final class LoggedModelRoutesTest {
  private static final String API = "/api/2.0/mlflow/logged-models";

  private final List<RunEvent> written = new ArrayList<>();
  private final List<RunId> asked = new ArrayList<>();
  private WriteServer server;

  @BeforeEach
  void start() {
    RunWriter writer =
        event -> {
          written.add(event);
          return CompletableFuture.completedStage(Visibility.VISIBLE);
        };
    server =
        new WriteServer()
            .with(RunWriter.class, writer)
            .with(ModelReader.class, this::model)
            .with(CatalogView.class, new Catalog())
            .start();
  }

  private CompletionStage<Optional<RunView>> model(RunId id) {
    asked.add(id);
    return CompletableFuture.completedStage(
        written.stream()
            .filter(event -> event.proposal() instanceof CreateModel && !id.text().equals("m-x"))
            .map(event -> new RunView(NewModel.document(event), LifecycleStage.ACTIVE))
            .findFirst());
  }

  private static final class Catalog implements CatalogView {
    @Override
    public CompletionStage<CatalogState> current() {
      return CompletableFuture.completedStage(CatalogState.genesis());
    }

    @Override
    public CatalogState latest() {
      return CatalogState.genesis();
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RunProposal last() {
    return written.get(written.size() - 1).proposal();
  }

  @Test
  void aNewModelIsToldInFull() throws Exception {
    String body =
        server
            .post(
                API,
                "{'experiment_id': '0', 'name': 'forest', 'model_type': 't', 'source_run_id': 'r',"
                    + " 'params': [{'key': 'p', 'value': '1'}], 'tags': [{'key': 'k'}]}")
            .body();

    RunEvent event = written.get(0);
    String id = event.run().text();
    long at = event.header().sentAtMillis();
    assertThat(id).matches("m-[0-9a-f]{32}");
    assertThat(event.proposal()).isInstanceOf(CreateModel.class);
    assertThat(body)
        .isEqualTo(
            ("{'model':{'info':{'model_id':'%s','experiment_id':'0','name':'forest',"
                    + "'creation_timestamp_ms':%d,'last_updated_timestamp_ms':%d,"
                    + "'artifact_uri':'mlflow-artifacts:/0/models/%s/artifacts',"
                    + "'status':'LOGGED_MODEL_PENDING','model_type':'t','source_run_id':'r',"
                    + "'tags':[{'key':'k','value':''}]},"
                    + "'data':{'params':[{'key':'p','value':'1'}]}}}")
                .formatted(id, at, at, id)
                .replace('\'', '"'));
  }

  @Test
  void aModelWithoutANameGetsOneAsARunDoes() throws Exception {
    assertThat(server.post(API, "{'experiment_id': '0', 'name': ''}").body())
        .endsWith("\"model_type\":\"\",\"source_run_id\":\"\"},\"data\":{}}}");
    assertThat(((CreateModel) last()).name()).matches("[a-z]+-[a-z]+-\\d+");
  }

  @Test
  void whatIsWrongWithANewModelIsSaidAsMlflowSaysIt() throws Exception {
    assertThat(server.post(API, "{'experiment_id': '999'}").statusCode()).isEqualTo(404);
    assertThat(server.post(API, "{}").body())
        .contains("Missing value for required parameter 'experiment_id'.");
    HttpResponse<String> name = server.post(API, "{'experiment_id': '0', 'name': 'a/b'}");
    assertThat(name.statusCode()).isEqualTo(400);
    assertThat(name.body())
        .contains(
            "Invalid model name ('a/b') provided. Model name must be a non-empty string and cannot"
                + " contain the following characters: ('/', ':', '.', '%', '\\\"', \\\"'\\\")");
    String twice = "[{'key': 'p', 'value': '1'}, {'key': 'p', 'value': '1'}]";
    for (String list : List.of("params", "tags")) {
      assertThat(server.post(API, "{'experiment_id': '0', '" + list + "': " + twice + "}").body())
          .contains("\"error_code\":\"BAD_REQUEST\"");
    }
    assertThat(written).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/2.0/mlflow/logged-models", "/ajax-api/2.0/mlflow/logged-models"})
  void everyWriteReachesTheLogUnderBothPrefixes(String prefix) throws Exception {
    var unused = server.post(prefix, "{'experiment_id': '0'}");

    assertThat(server.send("PATCH", prefix + "/m-1/tags", "{'tags': [{'key': 'a/b'}]}").body())
        .isEqualTo("{}");
    assertThat(last()).isEqualTo(new SetTags(List.of(new KeyValue("a/b", ""))));
    assertThat(server.send("DELETE", prefix + "/m-1/tags/a/b%20c+%25", "").body()).isEqualTo("{}");
    assertThat(last()).isEqualTo(new DeleteModelTag("a/b c+%"));
    assertThat(written.get(written.size() - 1).run()).isEqualTo(new RunId("m-1"));
    assertThat(
            server
                .post(prefix + "/m-1/params", "{'model_id': 'm-2', 'params': [{'key': 'p'}]}")
                .body())
        .isEqualTo("{}");
    assertThat(last()).isEqualTo(new LogParams(List.of(new KeyValue("p", ""))));
    assertThat(server.send("PATCH", prefix + "/m-1", "{'model_id': 'm-2', 'status': 2}").body())
        .startsWith("{\"model\":{\"info\":");
    assertThat(last()).isEqualTo(new SetStatus(LoggedModelStatus.READY));
    assertThat(written.get(written.size() - 1).run()).isEqualTo(new RunId("m-2"));
    assertThat(server.send("DELETE", prefix + "/m-1", "").body()).isEqualTo("{}");
    assertThat(last()).isEqualTo(new DeleteModel());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'model_id': 'm'}",
        "{'model_id': 'm', 'status': ''}",
        "{'model_id': 'm', 'status': 'READY'}",
        "{'model_id': 'm', 'status': 7}",
        "{'model_id': 'm', 'status': 0}",
        "{'status': 2}"
      })
  void aStatusThatThereIsNotIsRefused(String body) throws Exception {
    assertThat(server.send("PATCH", API + "/m", body).statusCode()).isEqualTo(400);
    assertThat(written).isEmpty();
  }

  @Test
  void metricsOfAModelGoToTheRunAndThenToTheModel() throws Exception {
    var unused = server.post(API, "{'experiment_id': '0'}");
    String metric =
        "{'run_id': 'r', 'key': 'k', 'value': 1, 'timestamp': 5, 'model_id': 'm-1',"
            + " 'dataset_name': 'd', 'dataset_digest': 'g'}";

    assertThat(server.post("/api/2.0/mlflow/runs/log-metric", metric).body()).isEqualTo("{}");
    assertThat(server.post("/api/2.0/mlflow/runs/log-metric", metric).body()).isEqualTo("{}");

    assertThat(written).hasSize(5);
    assertThat(written.get(1).proposal()).isInstanceOf(LogBatch.class);
    assertThat(written.get(2).run()).isEqualTo(new RunId("m-1"));
    assertThat(last()).isEqualTo(new LogMetrics("r", List.of(new Point("k", 1, 5, 0, "d", "g"))));
    assertThat(asked).as("asked once, known then").containsExactly(new RunId("m-1"));
  }

  @Test
  void nothingIsWrittenWhenAModelIsUnknown() throws Exception {
    String point = "'key': 'k', 'value': 1, 'timestamp': 5, 'model_id': 'm-x'";
    for (HttpResponse<String> answer :
        List.of(
            server.post("/api/2.0/mlflow/runs/log-metric", "{'run_id': 'r', " + point + "}"),
            server.post(
                "/api/2.0/mlflow/runs/log-batch",
                "{'run_id': 'r', 'metrics': [{" + point + "}]}"))) {
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .isEqualTo(
              "{\"error_code\":\"BAD_REQUEST\",\"message\":\"Logged model with ID 'm-x' not"
                  + " found.\"}");
    }
    assertThat(written).isEmpty();
  }
}
