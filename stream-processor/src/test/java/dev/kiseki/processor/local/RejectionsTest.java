package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.proto.StoredRejection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RejectionsTest {
  private static final RunId RUN = new RunId("a");

  @TempDir Path directory;
  private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
  private StoreAccess access;

  @BeforeEach
  void start() {
    access = new StoreAccess(directory, changelog, StoreLimits.DEFAULT, () -> 0);
    access.store().begin();
  }

  @AfterEach
  void stop() {
    access.close();
  }

  private void refuse(long sentAt) {
    long offset = access.store().applied() + 1;
    access
        .store()
        .reject(
            StoredRejection.newBuilder()
                .setRunId(RUN.text())
                .setOffset(offset)
                .setSentAtMs(sentAt)
                .build());
    access.store().applied(offset);
  }

  private void commit() {
    access.flush();
    access.commit();
  }

  private List<Long> stored() {
    return access.store().reader().rejectionsFrom(0, 10_000).stream()
        .map(StoredRejection::getOffset)
        .toList();
  }

  @Test
  void theLatestHundredOfARunStay() {
    for (int i = 0; i < 150; i++) {
      refuse(1_000);
    }
    commit();
    assertThat(stored()).as("all may still be asked for").hasSize(150);
    refuse(1_000_000);
    commit();
    assertThat(stored()).hasSize(101).startsWith(50L).endsWith(150L);
    assertThat(access.store().reader().rejectionsOf(RUN)).hasSize(100);
  }

  @Test
  void oneThatAReplayCouldAskForIsNeverRemoved() {
    for (int i = 0; i < 150; i++) {
      refuse(1_000);
    }
    access.flush();
    refuse(1_000_000);
    access.flush();
    // The input's offsets were not committed between the two.
    access.commit();
    assertThat(stored()).hasSize(151);
  }
}
