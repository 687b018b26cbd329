package dev.kiseki.ingest.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.RecentBatches;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.document.RunLinks.ModelOutput;
import dev.kiseki.store.document.RunView;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class VersionFilesTest {
  private static final String RUN = "0123456789abcdef0123456789abcdef";
  private static final String MODEL = "m-0123456789abcdef0123456789abcdef";
  private static final String RUN_FILES = "mlflow-artifacts:/1/" + RUN + "/artifacts";
  private static final String MODEL_FILES = "mlflow-artifacts:/1/models/" + MODEL + "/artifacts";

  @TempDir static Path folder;
  private static S3Child s3;
  private static ArtifactServer server;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Child.start(folder);
    server = new ArtifactServer(s3.endpoint(), Map.of());
    server.awaitReady();
    server.runs.put(RUN, view(RUN, "a run", RUN_FILES, Optional.empty(), MODEL, "m-gone"));
    server.models.put(MODEL, model(MODEL, RUN));
    server.put("1/" + RUN + "/artifacts/model/a%20b.json", "of the run".getBytes(UTF_8));
    server.put("1/models/" + MODEL + "/artifacts/MLmodel", "of the model".getBytes(UTF_8));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    s3.close();
  }

  private static RunView model(String id, String run) {
    ModelPart part = new ModelPart(LoggedModelStatus.READY, "", run, List.of());
    return view(id, "clf", MODEL_FILES, Optional.of(part));
  }

  private static RunView view(
      String id, String name, String files, Optional<ModelPart> model, String... made) {
    List<ModelOutput> outputs = Stream.of(made).map(m -> new ModelOutput(m, 0)).toList();
    RunDocument document =
        new RunDocument(
            new RunId(id),
            new ExperimentId(1),
            name,
            "u",
            RunStatus.FINISHED,
            1,
            OptionalLong.empty(),
            files,
            LifecycleStage.ACTIVE,
            0,
            0,
            KeyedMap.empty(),
            KeyedMap.empty(),
            KeyedMap.empty(),
            RecentBatches.NONE,
            new RunLinks(List.of(), List.of(), outputs, 0),
            model,
            0);
    return new RunView(document, LifecycleStage.ACTIVE);
  }

  private static HttpResponse<byte[]> ask(String method, String version, String path)
      throws Exception {
    return server.send(
        HttpRequest.newBuilder(
                server.uri(
                    "/model-versions/get-artifact?name="
                        + URLEncoder.encode(FakeCatalog.MODEL, UTF_8)
                        + "&version="
                        + version
                        + "&path="
                        + URLEncoder.encode(path, UTF_8)))
            .method(method, HttpRequest.BodyPublishers.noBody()));
  }

  private static HttpResponse<byte[]> get(int version, String path) throws Exception {
    return ask("GET", String.valueOf(version), path);
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void aFileComesAsOneToSave() throws Exception {
    int version = server.catalog.version(RUN_FILES + "/model", "");
    HttpResponse<byte[]> got = get(version, "a b.json");
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(text(got)).isEqualTo("of the run");
    assertThat(header(got, "content-type")).isEqualTo("text/plain");
    assertThat(header(got, "content-disposition")).isEqualTo("attachment; filename=\"a b.json\"");
    assertThat(header(got, "x-content-type-options")).isEqualTo("nosniff");
    HttpResponse<byte[]> head = ask("HEAD", String.valueOf(version), "a b.json");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : List.of("content-length", "content-type", "content-disposition", "etag")) {
      assertThat(header(head, name)).as(name).isEqualTo(header(got, name)).isNotEmpty();
    }
  }

  @Test
  void filesLieWhereTheDownloadUriLeads() throws Exception {
    int version = server.catalog.version("models:/" + MODEL, MODEL_FILES);
    assertThat(text(get(version, "MLmodel"))).isEqualTo("of the model");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://" + ArtifactServer.BUCKET + "/1/" + RUN + "/artifacts/model",
        "http://127.0.0.1:5000/api/2.0/mlflow-artifacts/artifacts/1/" + RUN + "/artifacts/model",
        "runs:/" + RUN + "/model",
        "runs:/" + RUN + "/model/",
      })
  void manyWordsForOnePlace(String source) throws Exception {
    assertThat(text(get(server.catalog.version(source, ""), "a b.json"))).isEqualTo("of the run");
  }

  @Test
  void whatARunLoggedAsAModelIsFoundWithTheModel() throws Exception {
    int named = server.catalog.version("runs:/" + RUN + "/clf", "");
    assertThat(text(get(named, "MLmodel"))).isEqualTo("of the model");
    int whole = server.catalog.version("runs:/" + RUN, "");
    assertThat(text(get(whole, "clf/MLmodel"))).isEqualTo("of the model");
    assertThat(get(named, "none").statusCode()).isEqualTo(404);
    assertThat(get(server.catalog.version("runs:/" + RUN + "/other", ""), "MLmodel").statusCode())
        .isEqualTo(404);
  }

  @Test
  void aModelOfAnotherRunIsNotTaken() throws Exception {
    String other = "ffffffffffffffffffffffffffffffff";
    server.runs.put(other, view(other, "r", "mlflow-artifacts:/1/other", Optional.empty(), MODEL));
    assertThat(get(server.catalog.version("runs:/" + other + "/clf", ""), "MLmodel").statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://other/model",
        "dbfs:/model",
        "https://models.example.com/model",
        "/srv/model",
        "prompt-template",
        "models:/m-1",
        "runs://another@databricks/" + RUN + "/model",
      })
  void whatOnlyClientsReachIsRefused(String source) throws Exception {
    HttpResponse<byte[]> got = get(server.catalog.version(source, ""), "MLmodel");
    assertThat(got.statusCode()).isEqualTo(400);
    assertThat(text(got)).contains("INVALID_PARAMETER_VALUE").contains("artifacts");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|../x|400|Invalid path",
        "1|a%2F..%2F..%2Fb|400|Invalid path",
        "1|/etc/passwd|400|Invalid path",
        "1|''|400|Request must specify path.",
        "x|f|400|must be an integer",
        "''|f|400|must be an integer",
        "9999|f|404|Model Version (name=a model, version=9999) not found",
      })
  void askingWrongly(String version, String path, int status, String message) throws Exception {
    HttpResponse<byte[]> got = ask("GET", version, path);
    assertThat(got.statusCode()).isEqualTo(status);
    assertThat(text(got)).contains(message);
  }

  @Test
  void unknownRunsAndFoldersAreSaid() throws Exception {
    int unknown = server.catalog.version("runs:/" + "e".repeat(32) + "/model", "");
    assertThat(get(unknown, "MLmodel").statusCode()).isEqualTo(404);
    int version = server.catalog.version(RUN_FILES, "");
    assertThat(text(get(version, "model"))).contains("refers to a directory");
    assertThat(get(version, "none").statusCode()).isEqualTo(404);
  }
}
