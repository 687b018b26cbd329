package dev.kiseki.processor.held;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
    assertThat(partitions.served()).isZero();
    held.applied(9, -1, false);
    assertThat(held.readable()).isTrue();
    assertThat(partitions.served()).isEqualTo(1);
    partitions.release(held);
    assertThat(partitions.served()).isZero();
  }

  private CompletableFuture<Void> passed(HeldPartition held) {
    return held.passed().toCompletableFuture();
  }

  private static boolean soon(CompletableFuture<Void> passed) throws Exception {
    passed.get(10, TimeUnit.SECONDS);
    return true;
  }

  @Test
  void readersWaitForWhatWasExpectedWhenTheyCame() throws Exception {
    HeldPartition held = partitions.hold(0, access.store().reader(), 9, -1);
    assertThat(passed(held)).as("nothing is expected").isDone();
    held.expect(12);
    held.expect(11);
    CompletableFuture<Void> first = passed(held);
    held.expect(20);
    CompletableFuture<Void> second = passed(held);

    held.applied(11, -1, false);
    assertThat(first).isNotDone();
    held.applied(12, -1, false);
    assertThat(soon(first)).isTrue();
    assertThat(second).isNotDone();
    held.applied(25, -1, false);
    assertThat(soon(second)).isTrue();
    assertThat(passed(held)).isDone();
    assertThat(held.readable()).isTrue();
  }

  @Test
  void nobodyWaitsForAPartitionThatLeft() throws Exception {
    HeldPartition held = partitions.hold(0, access.store().reader(), 9, -1);
    held.expect(12);
    CompletableFuture<Void> waiting = passed(held);
    partitions.release(held);
    assertThat(soon(waiting)).isTrue();
    assertThat(passed(held)).isDone();
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
