package dev.kiseki.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private final List<Finding> found = new ArrayList<>();
  private final Checks checks =
      new Checks(
          "s3",
          Duration.ofMillis(200),
          failure -> new Outcome.Failed(Failures.text(failure), "do this"),
          found::add);

  private Outcome last() {
    return found.get(found.size() - 1).outcome();
  }

  @Test
  void whatNeedsAFailedCheckIsSkippedAndTheRestGoesOn() {
    checks.check(
        "reach",
        () -> {
          throw new IOException("refused");
        });
    checks.check("clock", () -> new Outcome.Ok("fine"), "reach");
    checks.check("after", () -> new Outcome.Ok("fine"), "clock");
    checks.check("other", () -> new Outcome.Ok("fine"));

    assertThat(found)
        .extracting(Finding::outcome)
        .containsExactly(
            new Outcome.Failed("IOException: refused", "do this"),
            new Outcome.Skipped("needs reach"),
            new Outcome.Skipped("needs clock"),
            new Outcome.Ok("fine"));
  }

  @Test
  void aWarningStopsNothing() {
    checks.check("bucket", () -> new Outcome.Warning("not there", "make it"));
    checks.check("write", () -> new Outcome.Ok("fine"), "bucket");
    assertThat(last()).isEqualTo(new Outcome.Ok("fine"));
  }

  @Test
  void whoDoesNotAnswerInTimeHasFailed() {
    checks.check(
        "reach",
        () -> {
          TimeUnit.MINUTES.sleep(1);
          return new Outcome.Ok("late");
        });
    assertThat(last()).isEqualTo(new Outcome.Failed("no answer within 0.2 s", "do this"));
  }
}
