package dev.kiseki.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyOptionsTest {
  @TempDir private Path data;

  @Test
  void itsOwnOptionsAreTakenAndTheOthersAreThoseOfUp() throws Exception {
    VerifyOptions options =
        VerifyOptions.parse(
            List.of(
                "--content",
                "--prefix=7/a b",
                "--data",
                data.toString(),
                "--s3.port",
                "7003",
                "--json",
                "--most",
                "3"));
    assertThat(options.prefix()).isEqualTo("7/a b");
    assertThat(options.content()).isTrue();
    assertThat(options.json()).isTrue();
    assertThat(options.most()).isEqualTo(3);
    assertThat(options.settings()).containsEntry("kiseki.s3.endpoint", "http://127.0.0.1:7003");
    assertThat(options.toString()).doesNotContain("secret");
  }

  @Test
  void deployedTakesSettingsOfTheServicesOnly() throws Exception {
    VerifyOptions options = VerifyOptions.parse(List.of("--deployed", "--kiseki.s3.bucket", "b"));
    assertThat(options.settings()).containsOnlyKeys("kiseki.s3.bucket");
    assertThat(options.most()).isEqualTo(100);
    assertThat(options.readers()).isEqualTo(8);
    assertThat(VerifyOptions.parse(List.of("--deployed", "--readers=3")).readers()).isEqualTo(3);
    assertThatThrownBy(() -> VerifyOptions.parse(List.of("--deployed", "--s3.port", "1")))
        .isInstanceOf(VerifyFailure.class)
        .hasMessageContaining("s3.port");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--most=-1",
        "--most=many",
        "--readers=0",
        "--readers=65",
        "--prefix",
        "stray",
        "--s3.prot=1"
      })
  void whatCannotBeIsSaid(String option) {
    assertThatThrownBy(() -> VerifyOptions.parse(List.of(option)))
        .isInstanceOf(VerifyFailure.class);
  }
}
