package dev.kiseki.event.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import org.junit.jupiter.api.Test;

class RunPartitionTest {

  @Test
  void aRunStaysWhereItAlwaysWas() {
    // Fixed for good: logs and state of every installation depend on it.
    assertThat(RunPartition.of(new RunId("0123456789abcdef0123456789abcdef"), 8)).isEqualTo(6);
    assertThat(RunPartition.of(new RunId("ffffffffffffffffffffffffffffffff"), 8)).isEqualTo(1);
    assertThat(RunPartition.of(new RunId(""), 8)).isEqualTo(0);
  }

  @Test
  void randomRunsSpreadEvenly() {
    int[] counts = new int[8];
    for (int i = 0; i < 80_000; i++) {
      counts[RunPartition.of(RunId.random(), 8)]++;
    }
    for (int count : counts) {
      assertThat(count).isBetween(9_000, 11_000);
    }
  }
}
