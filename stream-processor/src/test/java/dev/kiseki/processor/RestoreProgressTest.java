package dev.kiseki.processor;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RestoreProgressTest {
  private static final String STORE = "runs";
  private static final TopicPartition FIRST = new TopicPartition("changelog", 0);
  private static final TopicPartition SECOND = new TopicPartition("changelog", 1);

  private final RestoreProgress progress = new RestoreProgress();

  @Test
  void whatIsLeftIsThatOfAllPartitions() {
    progress.onRestoreStart(FIRST, STORE, 100, 1100);
    progress.onRestoreStart(SECOND, STORE, 0, 50);
    assertThat(progress.partitions()).isEqualTo(2);
    assertThat(progress.records()).isEqualTo(1050);

    progress.onBatchRestored(FIRST, STORE, 599, 300); // the rest was compacted away
    assertThat(progress.records()).isEqualTo(550);
    progress.onBatchRestored(SECOND, STORE, 60, 50); // it grew meanwhile
    assertThat(progress.records()).isEqualTo(500);
  }

  @Test
  void nothingIsLeftOfWhatEndedOrMovedAway() {
    progress.onRestoreStart(FIRST, STORE, 0, 10);
    progress.onRestoreStart(SECOND, STORE, 0, 10);
    progress.onRestoreEnd(FIRST, STORE, 10);
    progress.onRestoreSuspended(SECOND, STORE, 3);
    progress.onBatchRestored(SECOND, STORE, 4, 1); // too late
    assertThat(progress.partitions()).isZero();
    assertThat(progress.records()).isZero();
  }
}
