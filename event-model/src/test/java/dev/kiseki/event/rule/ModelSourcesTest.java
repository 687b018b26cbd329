package dev.kiseki.event.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.fault.TrackingException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSourcesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3://b/a/../c",
        "s3://b/a/./c",
        "s3://b/%2e%2e/c",
        "s3://b/%252e%252e/c",
        "s3://b/a%00",
        "s3://b",
        "s3://b/",
        "s3:relative"
      })
  void dotsAndNothingAreRefusedHoweverTheyAreWritten(String source) {
    assertThatThrownBy(() -> ModelSources.absolute(source))
        .isInstanceOf(TrackingException.class)
        .hasMessageContaining("Invalid model version source: '" + source + "'")
        .hasMessageContaining("If supplying a source as an http, https,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3://b/c", "s3://b//c/", "models:/m-1", "runs:/r/model", "s3://b/a..b"})
  void whatNamesAPlacePasses(String source) {
    assertThatCode(() -> ModelSources.absolute(source)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "mlflow-artifacts:/0/r/artifacts/m, mlflow-artifacts:/0/r/artifacts, true",
    "mlflow-artifacts:/0/r/artifacts, mlflow-artifacts:/0/r/artifacts, true",
    "mlflow-artifacts:/0/r/artifacts2/m, mlflow-artifacts:/0/r/artifacts, false",
    "mlflow-artifacts:/0/%72/artifacts/m, mlflow-artifacts:/0/r/artifacts, true",
    "mlflow-artifacts://h/0/r/artifacts/m, mlflow-artifacts:/0/r/artifacts, false",
    "s3://b/x/m, mlflow-artifacts:/x, false"
  })
  void aPlaceIsWithinAnotherBySegments(String source, String root, boolean within) {
    assertThat(ModelSources.within(source, root)).isEqualTo(within);
  }

  @ParameterizedTest
  @CsvSource({
    "/data/r/m, /data/r, true",
    "file:///data/r/m, /data/r, true",
    "/data/r/../s, /data/r, false",
    "/data/r/m/../n, file:///data/r, true",
    "/data/rm, /data/r, false",
    "abc, /data/r, false",
    "abc, '', false",
    "/data/r/m, mlflow-artifacts:/data/r, false"
  })
  void aLocalPlaceIsWithinAnotherOnceDotsAreGone(String source, String root, boolean within) {
    assertThat(ModelSources.withinLocal(source, root)).isEqualTo(within);
  }

  @Test
  void hostsThatTheServerWouldConnectToAreRefused() {
    for (String source : new String[] {"http://h/x", "sftp://h/x", "mlflow-artifacts://h/x"}) {
      assertThatThrownBy(() -> ModelSources.scheme(source, Set.of()))
          .hasMessageStartingWith("'source' cannot use the '");
    }
    assertThatCode(() -> ModelSources.scheme("http://h/x", Set.of("http")))
        .doesNotThrowAnyException();
  }

  @Test
  void modelUrisAreReadInAllTheirForms() {
    assertThat(ModelUri.parse("models:/m-1").orElseThrow().modelId()).contains("m-1");
    assertThat(ModelUri.parse("models:/a/7").orElseThrow().version()).contains("7");
    assertThat(ModelUri.parse("models:/a/Production").orElseThrow().stage()).contains("Production");
    assertThat(ModelUri.parse("models:/a@champion").orElseThrow().alias()).contains("champion");
    ModelUri latest = ModelUri.parse("models:/a/Latest").orElseThrow();
    assertThat(latest.name()).isEqualTo("a");
    assertThat(latest.version()).isEmpty();
    assertThat(latest.stage()).isEmpty();
    for (String bad :
        new String[] {"models:/", "models:/a/b/c", "models:/a/ ", "models:/a@", "s3:/a"}) {
      assertThat(ModelUri.parse(bad)).as(bad).isEqualTo(Optional.empty());
    }
  }
}
