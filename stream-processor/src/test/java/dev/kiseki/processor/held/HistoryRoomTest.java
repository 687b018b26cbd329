package dev.kiseki.processor.held;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.processor.local.CurveChanges;
import dev.kiseki.processor.local.Promoted;
import dev.kiseki.processor.local.StoreAccess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryRoomTest {
  private static final RunId RUN = new RunId("a");

  @TempDir Path directory;
  private final HeldPartitions partitions =
      new HeldPartitions(number -> CompletableFuture.completedFuture(0L));
  private StoreAccess first;
  private StoreAccess second;

  @BeforeEach
  void start() {
    first = hold(0);
    second = hold(1);
  }

  @AfterEach
  void stop() {
    partitions.close();
    first.close();
    second.close();
  }

  private StoreAccess hold(int number) {
    StoreAccess access =
        new StoreAccess(
            directory.resolve("" + number), new ArrayList<>(), StoreAccess.WIDE, () -> 0);
    access.store().begin();
    partitions.hold(number, access.store().reader(), -1, -1);
    return access;
  }

  private static void log(StoreAccess access) {
    long offset = access.store().applied() + 1;
    access.store().add(RUN, offset, new MetricColumns.Builder().add("m", offset, 0, 0.5).build());
    access.store().applied(offset);
    access.flush();
    access.commit();
  }

  private static void promote(StoreAccess access, long offset) {
    access
        .store()
        .reader()
        .promoted(
            new Promoted(
                RUN, 0, List.of(offset), false, Optional.empty(), CurveChanges.NONE, () -> {}));
    access.flush();
    access.commit();
  }

  @Test
  void allPartitionsCountAndAnEighthMustBeFreeBeforeThereIsRoomAgain() {
    log(first);
    long one = first.store().reader().waitingBytes();
    HistoryRoom room = new HistoryRoom(one * 16);
    for (int i = 1; i < 5; i++) {
      log(first);
    }
    assertThat(room.scarce(partitions.all())).as("5 of 16").isFalse();
    log(first);
    assertThat(room.scarce(partitions.all())).as("6 of 16").isTrue();
    log(first);
    log(first);
    for (int i = 0; i < 7; i++) {
      log(second);
    }
    assertThat(room.full(partitions.all())).isFalse();
    log(second);
    assertThat(room.full(partitions.all())).as("16 of 16").isTrue();
    promote(first, 0);
    assertThat(room.full(partitions.all())).as("15 of 16").isTrue();
    promote(second, 0);
    assertThat(room.full(partitions.all())).as("14 of 16").isFalse();
    log(first);
    assertThat(room.full(partitions.all())).as("15 of 16 again").isFalse();
    log(first);
    assertThat(room.full(partitions.all())).as("16 of 16 again").isTrue();
  }
}
