package dev.kiseki.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Place LOCAL =
      new Place(Optional.of(Path.of("/data")), Map.of("kiseki.s3.endpoint", "s3.port"));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Report report(boolean json) {
    return new Report(new PrintStream(out, true, StandardCharsets.UTF_8), json, LOCAL);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLineForEachAndOneForAll() {
    Report report = report(false);
    report.accept(new Finding("s3", "reach", new Outcome.Ok("answers"), 12));
    assertThat(report.allRight()).isTrue();
    report.accept(
        new Finding("s3", "clock", new Outcome.Failed("wrong", "see kiseki.s3.endpoint"), 3));
    report.accept(new Finding("s3", "write", new Outcome.Skipped("needs clock"), 0));
    report.end();

    assertThat(report.allRight()).isFalse();
    assertThat(said())
        .isEqualTo(
            """
            ok      s3        reach             12 ms  answers
            FAILED  s3        clock              3 ms  wrong
                    -> see s3.port
            skipped s3        write              0 ms  needs clock
            Not all right. 3 checks: 1 failed, 0 with a warning, 1 skipped.
            """);
  }

  @Test
  void anObjectForEachAndNothingElse() {
    Report report = report(true);
    report.accept(new Finding("kafka", "fold", new Outcome.Warning("far", "wait"), 7));
    report.end();
    assertThat(said())
        .isEqualTo(
            "{\"system\":\"kafka\",\"check\":\"fold\",\"outcome\":\"warning\",\"seen\":\"far\","
                + "\"millis\":7,\"advice\":\"wait\"}\n");
    assertThat(report.allRight()).isTrue();
  }

  @Test
  void settingsAreCalledAsTheyAreCalledThere() {
    assertThat(LOCAL.named("kiseki.s3.endpoint, my.kiseki.s3.endpoint, kiseki.s3.endpoint-x."))
        .isEqualTo("s3.port, my.kiseki.s3.endpoint, kiseki.s3.endpoint-x.");
    assertThat(LOCAL.away("s3", "kiseki.s3.endpoint")).contains("./kiseki up", "/data/logs/s3.log");
    assertThat(Place.DEPLOYED.away("s3", "kiseki.s3.endpoint")).doesNotContain("./kiseki up");
  }
}
