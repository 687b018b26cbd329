package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.wire.Columns;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.fold.RunFold;
import dev.kiseki.store.key.PendingKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaitingBytesTest {
  private static final RunId RUN = new RunId("a");

  @TempDir Path folder;
  private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();

  private StoreAccess access(String disk) {
    StoreAccess access =
        new StoreAccess(folder.resolve(disk), changelog, StoreLimits.DEFAULT, () -> 0);
    access.store().begin();
    return access;
  }

  private static MetricColumns points(int size) {
    MetricColumns.Builder points = new MetricColumns.Builder();
    for (int i = 0; i < size; i++) {
      points.add("m" + i % 3, i, 1_000 + i, i / 3.0);
    }
    return points.build();
  }

  private static void log(StoreAccess access, int points) {
    RunStateStore store = access.store();
    long offset = store.applied() + 1;
    store.add(RUN, offset, points(points));
    store.put(
        RunFold.apply(store.document(RUN), ExperimentStages.NONE, Events.create(RUN), offset)
            .document()
            .orElseThrow());
    store.applied(offset);
    access.flush();
    access.commit();
  }

  private static long size(long offset, int points) {
    return (long) new PendingKey(RUN, offset).bytes().length
        + Columns.toProto(points(points)).getSerializedSize();
  }

  private static void promote(StoreAccess access, long... offsets) {
    List<Long> names = new ArrayList<>();
    for (long offset : offsets) {
      names.add(offset);
    }
    access
        .store()
        .reader()
        .promoted(
            new Promoted(RUN, 0, names, false, Optional.empty(), CurveChanges.NONE, () -> {}));
    access.flush();
    access.commit();
  }

  private static long waiting(StoreAccess access) {
    return access.store().reader().waitingBytes();
  }

  @Test
  void whatWaitsCountsUntilTheHistoryStoreHasIt() {
    try (StoreAccess access = access("first")) {
      assertThat(waiting(access)).isZero();
      log(access, 10);
      assertThat(waiting(access)).isEqualTo(size(0, 10));
      log(access, 100);
      assertThat(waiting(access)).isEqualTo(size(0, 10) + size(1, 100));
      promote(access, 0, 77);
      assertThat(waiting(access)).as("77 never was").isEqualTo(size(1, 100));
      promote(access, 0, 1);
      assertThat(waiting(access)).as("0 left before").isZero();
    }
  }

  @Test
  void theNextProcessKnowsItFromTheLastCommit() {
    try (StoreAccess access = access("first")) {
      log(access, 10);
      log(access, 20);
    }
    try (StoreAccess access = access("first")) {
      assertThat(waiting(access)).isEqualTo(size(0, 10) + size(1, 20));
      promote(access, 1);
      assertThat(waiting(access)).isEqualTo(size(0, 10));
    }
  }

  @Test
  void afterARestoreItIsCounted() {
    try (StoreAccess access = access("first")) {
      log(access, 10);
      log(access, 20);
      promote(access, 0);
    }
    try (StoreAccess access = access("second")) {
      assertThat(waiting(access)).isEqualTo(size(1, 20));
      log(access, 5);
    }
    try (StoreAccess access = access("first")) {
      assertThat(waiting(access)).as("a part was restored").isEqualTo(size(1, 20) + size(2, 5));
    }
  }

  @Test
  void aTornCommitThatComesAgainCountsOnce() {
    try (StoreAccess access = access("first")) {
      log(access, 10);
      access.killAfter(1);
      try {
        log(access, 20);
        throw new AssertionError("not killed");
      } catch (StoreAccess.Killed killed) {
        // Its points are on the changelog and its document is not.
      }
    }
    try (StoreAccess access = access("second")) {
      assertThat(waiting(access)).isEqualTo(size(0, 10) + size(1, 20));
      log(access, 20);
      assertThat(waiting(access)).isEqualTo(size(0, 10) + size(1, 20));
    }
  }
}
