package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void theWaitDoublesUpToHalfAMinute() {
    Backoff backoff = new Backoff();
    assertThat(Stream.generate(() -> backoff.afterDeath(Duration.ZERO).toMillis()).limit(9))
        .containsExactly(500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L, 30000L);
  }

  @Test
  void aChildThatServedForAMinuteStartsOver() {
    Backoff backoff = new Backoff();
    backoff.afterDeath(Duration.ZERO);
    backoff.afterDeath(Duration.ZERO);
    assertThat(backoff.afterDeath(Duration.ofSeconds(59))).isEqualTo(Duration.ofSeconds(2));
    assertThat(backoff.afterDeath(Duration.ofSeconds(60))).isEqualTo(Duration.ofMillis(500));
    assertThat(backoff.afterDeath(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
  }
}
