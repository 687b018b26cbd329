package dev.kiseki.processor.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PurgedArtifactsTest {
  private static final RunId RUN = new RunId("abc");

  @Test
  void theFolderEndsInASlashSoThatNoOtherRunBeginsLikeIt() {
    assertThat(PurgedArtifacts.folder(RUN, "mlflow-artifacts:/7/abc/artifacts"))
        .contains("7/abc/artifacts/");
    assertThat(PurgedArtifacts.folder(RUN, "mlflow-artifacts:///7/abc")).contains("7/abc/");
    assertThat(PurgedArtifacts.folder(RUN, "mlflow-artifacts:/a%20b/abc/artifacts"))
        .contains("a b/abc/artifacts/");
  }

  /** Written by clients with rights of their own, or shared with other runs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://bucket/7/abc/artifacts",
        "file:///mnt/7/abc/artifacts",
        "http://other/api/2.0/mlflow-artifacts/artifacts/7/abc",
        "mlflow-artifacts://other:5000/7/abc/artifacts",
        "mlflow-artifacts:/7/abcd/artifacts",
        "mlflow-artifacts:/shared",
        "mlflow-artifacts:/",
        "mlflow-artifacts:/7/../abc",
        "mlflow-artifacts:/7/%2e%2e/abc",
        "",
      })
  void whatIsNotTheRunsOwnFolderHereIsLeftAlone(String uri) {
    assertThat(PurgedArtifacts.folder(RUN, uri)).isEmpty();
  }
}
