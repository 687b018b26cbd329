package dev.kiseki.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mlflow.api.proto.ModelRegistry.ModelVersion;
import org.mlflow.api.proto.ModelRegistry.ModelVersionStatus;
import org.mlflow.api.proto.ModelRegistry.RegisteredModel;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.ModelVersionsPage;

/** The Java client writes to the registry with bodies of its caller, and reads what came of it. */
class StockJavaRegistryTest {
  private static MlflowClient client;
  private String model;

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

  @BeforeEach
  void register() {
    model = "java " + UUID.randomUUID();
    post(
        "registered-models/create",
        "\"description\": \"d\", \"tags\": [{\"key\": \"k\", \"value\": \"v\"}]");
    for (String stage : List.of("None", "Staging", "Production", "Production")) {
      post("model-versions/create", "\"source\": \"s3://bucket/" + stage + "\", \"run_id\": \"r\"");
    }
  }

  private void post(String path, String more) {
    String answer = client.sendPost(path, "{\"name\": \"" + model + "\", " + more + "}");
    assertThat(answer).startsWith("{");
  }

  @Test
  void readsAModelWithItsLatestVersions() {
    move(2, "Staging");
    move(3, "Production");
    move(4, "Production");
    RegisteredModel read = client.getRegisteredModel(model);
    assertThat(read.getDescription()).isEqualTo("d");
    assertThat(read.getTags(0).getKey()).isEqualTo("k");
    assertThat(read.getCreationTimestamp()).isPositive();
    assertThat(client.getLatestVersions(model))
        .extracting(v -> v.getVersion() + " " + v.getCurrentStage())
        .containsExactlyInAnyOrder("1 None", "2 Staging", "4 Production");
    assertThat(client.getLatestVersions(model, List.of("Production")))
        .extracting(ModelVersion::getVersion)
        .containsExactly("4");
  }

  private void move(int version, String stage) {
    post(
        "model-versions/transition-stage",
        "\"version\": \"%d\", \"stage\": \"%s\", \"archive_existing_versions\": false"
            .formatted(version, stage));
  }

  @Test
  void readsAVersionItsAliasAndItsSource() {
    post("registered-models/alias", "\"alias\": \"champion\", \"version\": \"3\"");
    ModelVersion read = client.getModelVersion(model, "3");
    assertThat(read.getSource()).isEqualTo("s3://bucket/Production");
    assertThat(read.getRunId()).isEqualTo("r");
    assertThat(read.getStatus()).isEqualTo(ModelVersionStatus.READY);
    assertThat(read.getAliasesList()).containsExactly("champion");
    assertThat(client.getModelVersionDownloadUri(model, "3")).isEqualTo("s3://bucket/Production");
    assertThatThrownBy(() -> client.getModelVersion(model, "9"))
        .isInstanceOf(MlflowHttpException.class)
        .hasMessageContaining("404");
  }

  @Test
  void searchesVersionsPageByPage() {
    String filter = "name = '" + model + "'";
    ModelVersionsPage page = client.searchModelVersions(filter, 3, List.of("version_number DESC"));
    assertThat(page.getItems()).extracting(ModelVersion::getVersion).containsExactly("4", "3", "2");
    assertThat(page.hasNextPage()).isTrue();
    assertThat(page.getNextPage().getItems())
        .extracting(ModelVersion::getVersion)
        .containsExactly("1");
    assertThat(page.getNextPage().getNextPage().getItems()).isEmpty();
  }

  @Test
  void aNameThatIsTakenIsSaidSo() {
    assertThatThrownBy(() -> post("registered-models/create", "\"description\": \"\""))
        .isInstanceOf(MlflowHttpException.class)
        .hasMessageContaining("400")
        .hasMessageContaining("RESOURCE_ALREADY_EXISTS");
  }
}
