package dev.kiseki.standalone.gc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcOptionsTest {
  private static GcOptions parse(String... args) {
    return GcOptions.parse(List.of(args), Map.of());
  }

  @Test
  void withoutOptionsRunsDeletedForAMonthGo() {
    assertThat(parse())
        .isEqualTo(
            new GcOptions(
                Duration.ofDays(30),
                List.of(),
                List.of(),
                List.of(),
                false,
                URI.create("http://127.0.0.1:5000/"),
                Optional.empty()));
  }

  @Test
  void everyOptionIsRead() {
    assertThat(
            parse(
                "--older-than=0",
                "--run-ids",
                "a, b",
                "--logged-model-ids=m-1",
                "--dry-run",
                "--every",
                "1h",
                "--uri",
                "https://k/x"))
        .isEqualTo(
            new GcOptions(
                Duration.ZERO,
                List.of("a", "b"),
                List.of("m-1"),
                List.of(),
                true,
                URI.create("https://k/x/"),
                Optional.of(Duration.ofHours(1))));
    assertThat(GcOptions.parse(List.of(), Map.of("MLFLOW_TRACKING_URI", "http://h:1/")).uri())
        .isEqualTo(URI.create("http://h:1/"));
  }

  @ParameterizedTest
  @CsvSource({"30d, 2592000", "1d2h3m4s, 93784", "1.5h, 5400", "0s, 0", "90m, 5400"})
  void agesAreThoseOfMlflow(String text, long seconds) {
    assertThat(Ages.parse("--older-than", text)).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(Ages.parse("--older-than", Ages.text(Duration.ofSeconds(seconds))))
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "d", "-1d", "1h2d", "1 d", "1.d", "99999999999999999d"})
  void whatIsNoAgeIsRefused(String text) {
    assertThatThrownBy(() -> Ages.parse("--older-than", text))
        .isInstanceOf(GcFailure.class)
        .hasMessageStartingWith("--older-than is");
  }

  /** Each of these would else be read as: all runs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--run-ids=",
        "--run-ids=,",
        "--logged-model-ids=",
        "--experiment-ids= ",
        "--run-ids",
        "--run-id=a",
        "a"
      })
  void aListThatNamesNothingAndAnUnknownOptionAreRefused(String arg) {
    assertThatThrownBy(() -> parse(arg)).isInstanceOf(GcFailure.class);
  }

  @Test
  void runsOrExperimentsAreNamed() {
    for (String named : List.of("--run-ids=a", "--logged-model-ids=m-1")) {
      assertThatThrownBy(() -> parse(named, "--experiment-ids=1")).hasMessageContaining("not both");
    }
  }

  @Test
  void whoNamesSomeMeansNoOthers() {
    assertThat(parse().kinds()).containsExactly(Kind.RUN, Kind.LOGGED_MODEL);
    assertThat(parse("--experiment-ids=1").kinds()).hasSize(2);
    assertThat(parse("--run-ids=a").kinds()).containsExactly(Kind.RUN);
    assertThat(parse("--logged-model-ids=m-1").kinds()).containsExactly(Kind.LOGGED_MODEL);
    assertThat(parse("--experiment-ids=1").all()).isFalse();
    assertThat(parse("--logged-model-ids=m-1").all()).isFalse();
  }
}
