package dev.kiseki.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StateSizeTest {
  private static final String METRICS =
      """
      # HELP kiseki_state_bytes bytes of the state
      # TYPE kiseki_state_bytes gauge
      kiseki_state_bytes{family="index",service="kiseki"} 3.0E6
      kiseki_state_bytes{family="runs"} 512000.0
      kiseki_state_runs 2000.0
      """;

  @Test
  void whatCameIsDividedByTheRunsThatCame() {
    StateSize after = StateSize.parse(METRICS).orElseThrow();
    assertThat(after).isEqualTo(new StateSize(512_000, 3_000_000));
    assertThat(after.perRunSince(new StateSize(12_000, 1_000_000), 1_000))
        .isEqualTo("2,000 bytes of index and 500 of document per run, as RocksDB holds them");
  }

  @Test
  void aServerWithoutTheseMetricsHasNoSize() {
    assertThat(StateSize.parse("# nothing\nkiseki_state_runs 3.0\n")).isEmpty();
  }
}
