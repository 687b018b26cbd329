package dev.kiseki.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClocksTest {
  private static final long BEFORE = 1_000_000_000;
  private static final long AFTER = BEFORE + 500;

  @ParameterizedTest
  @CsvSource({
    "0, Ok, agrees",
    "400, Ok, agrees",
    "-29000, Ok, 29 s behind",
    "-31000, Warning, 31 s behind",
    "290500, Warning, 4 minutes ahead of",
    "310500, Failed, 5 minutes ahead of",
    "-3600000, Failed, 60 minutes behind"
  })
  void aClockIsJudgedByItsDistance(long off, String outcome, String seen) {
    Outcome judged = Clocks.judge("S3", BEFORE + off, BEFORE, AFTER, true);
    assertThat(judged.getClass().getSimpleName()).isEqualTo(outcome);
    assertThat(judged.seen()).contains(seen);
    if (outcome.equals("Failed")) {
      assertThat(Clocks.judge("node", BEFORE + off, BEFORE, AFTER, false))
          .isInstanceOf(Outcome.Warning.class);
    }
  }
}
