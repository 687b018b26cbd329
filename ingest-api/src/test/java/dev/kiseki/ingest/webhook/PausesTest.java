package dev.kiseki.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PausesTest {
  @Test
  void pausesAreBounded() {
    Pauses pauses = new Pauses(Duration.ofMinutes(5), () -> 0.0);
    assertThat(pauses.after(1, Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
    assertThat(pauses.after(1_000, Duration.ZERO)).isEqualTo(Duration.ofSeconds(150));
    assertThat(pauses.after(1, Duration.ofDays(9))).isEqualTo(Duration.ofHours(1));
  }
}
