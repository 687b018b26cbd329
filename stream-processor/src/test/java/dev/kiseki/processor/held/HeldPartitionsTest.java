package dev.kiseki.processor.held;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldPartitionsTest {
  private static final StoreLimits LIMITS =
      new StoreLimits(100, 100, Duration.ofSeconds(30), Duration.ofSeconds(2), 4);

  @TempDir Path directory;
  private CompletableFuture<Long> end = CompletableFuture.completedFuture(10L);
  private final HeldPartitions partitions = new HeldPartitions(number -> end);
  private StoreAccess access;

  @BeforeEach
  void start() {
    access = new StoreAccess(directory, new ArrayList<>(), LIMITS, () -> 0);
  }

  @AfterEach
  void stop() {
    partitions.close();
    access.close();
  }

  @Test
  void isReadableOnceItIsWhereTheLogEndedAtFirst() {
    HeldPartition held = partitions.hold(0, access.store().reader(), 4, -1);
    held.applied(8, -1, false);
    assertThat(held.readable()).isFalse();
    assertThat(held.waitingFor()).contains("partition 0: applied 8 of 9");
    held.applied(9, -1, false);
    assertThat(held.readable()).isTrue();
  }

  @Test
  void itsLagIsWhatWasSeenOfTheLogAndIsNotJudged() {
    HeldPartition held = partitions.hold(0, access.store().reader(), 4, -1);
    assertThat(held.lag()).isEqualTo(5);
    held.applied(9, -1, false);
    assertThat(held.lag()).isZero();

    end = CompletableFuture.completedFuture(110L);
    partitions.lookAtTheEnd();
    assertThat(held.lag()).isEqualTo(100);
    held.applied(108, -1, false);
    assertThat(held.lag()).isEqualTo(1);
    held.applied(200, -1, false);
    assertThat(held.lag()).as("applied more than was seen").isZero();
  }

  @Test
  void aLogThatCannotBeSeenLeavesTheLagAsItWas() {
    HeldPartition held = partitions.hold(0, access.store().reader(), 4, -1);
    end = CompletableFuture.failedFuture(new IllegalStateException("away"));
    partitions.lookAtTheEnd();
    assertThat(held.lag()).isEqualTo(5);
  }
}
