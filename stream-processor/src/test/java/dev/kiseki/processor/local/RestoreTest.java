package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.fold.RunFold;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.key.ChangelogKey;
import dev.kiseki.store.key.RunKey;
import dev.kiseki.store.key.StoreFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the files hold at a moment is what a process finds that was killed then. */
class RestoreTest {
  @TempDir Path folder;
  private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();

  @BeforeEach
  void aChangelogOfTwoRuns() {
    try (StoreAccess first = access("first")) {
      first.store().begin();
      put(first, "a");
      put(first, "b");
      first.flush();
      first.commit();
    }
  }

  private StoreAccess access(String name) {
    return new StoreAccess(folder.resolve(name), changelog, StoreLimits.DEFAULT, () -> 0);
  }

  private static void put(StoreAccess access, String id) {
    long offset = access.store().applied() + 1;
    RunId run = new RunId(id);
    access
        .store()
        .put(
            RunFold.apply(
                    access.store().document(run), ExperimentStages.NONE, Events.create(run), offset)
                .document()
                .orElseThrow());
    access.store().applied(offset);
  }

  private RunStateStore asKilledNow(String name) {
    Path copy = folder.resolve(name + "-killed");
    DiskImage.copy(folder.resolve(name), copy);
    RunStateStore store =
        new RunStateStore(
            "runs",
            StoreLimits.DEFAULT,
            new RocksMemory(8 << 20),
            new SearchMemory(0),
            FoldMemory.unbounded(),
            () -> 0,
            Runnable::run,
            StoreWatch.NOBODY,
            StoreAccess.unguarded());
    store.open(copy, (key, value) -> {});
    return store;
  }

  @Test
  void killedInTheMiddleOfARestoreItRestoresAgain() {
    try (StoreAccess restored = access("second")) {
      restored.store().begin();
      assertThat(restored.store().document(new RunId("a"))).isPresent();
      RunStateStore killed = asKilledNow("second");
      assertThat(killed.committedOffset(StoreAccess.CHANGELOG)).isNull();
      killed.close();
    }
  }

  @Test
  void theFirstCommitAfterARestoreKeepsWhatWasRestored() {
    try (StoreAccess restored = access("second")) {
      restored.store().begin();
      put(restored, "c");
      restored.flush();
      restored.commit();
      RunStateStore killed = asKilledNow("second");
      assertThat(killed.committedOffset(StoreAccess.CHANGELOG)).isEqualTo(changelog.size() - 1L);
      killed.begin();
      assertThat(killed.applied()).isEqualTo(2);
      for (String run : List.of("a", "b", "c")) {
        assertThat(killed.document(new RunId(run))).as(run).isPresent();
      }
      killed.close();
    }
  }

  @Test
  void aLongRestoreIsKeptPieceByPiece() {
    int records = 40;
    changelog.clear();
    for (int i = 0; i < records; i++) {
      RunId run = new RunId("r" + i);
      changelog.add(
          KeyValue.pair(
              ChangelogKey.of(StoreFamily.RUNS, RunKey.of(run)),
              RunDocumentCodec.encode(large(run, i))));
    }
    try (StoreAccess restored = access("second")) {
      assertThat(restored.store().isOpen()).isTrue();
      RunStateStore killed = asKilledNow("second");
      assertThat(killed.committedOffset(StoreAccess.CHANGELOG)).isEqualTo(records - 1L);
      List<RunId> kept = new ArrayList<>();
      killed.reader().everyRun((view, bytes) -> kept.add(view.run().id()));
      assertThat(kept).hasSize(records);
      killed.close();
    }
  }

  @Test
  void documentsThatReachedFilesInARestoreAndTheirEntriesNotAreIndexedAnew() {
    changelog.clear();
    // More than a write buffer, less than a piece that is kept as a whole.
    for (int i = 0; i < 12; i++) {
      RunId run = new RunId("r" + i);
      changelog.add(
          KeyValue.pair(
              ChangelogKey.of(StoreFamily.RUNS, RunKey.of(run)),
              RunDocumentCodec.encode(large(run, i))));
    }
    try (StoreAccess restored = access("second")) {
      restored.store().begin();
      assertThat(restored.store().reader().checkIndexes()).isEqualTo(new IndexCheck(12, 0, 0));
      RunStateStore killed = asKilledNow("second");
      assertThat(killed.committedOffset(StoreAccess.CHANGELOG)).isNull();
      killed.begin();
      IndexCheck found = killed.reader().checkIndexes();
      assertThat(found.clean()).as("%s", found).isTrue();
      killed.close();
    }
  }

  private static RunDocument large(RunId run, long offset) {
    RunProposal create =
        new RunProposal.Create(
            Events.EXPERIMENT, "x".repeat(1 << 20), "me", 5, "s3://b/7", List.of());
    return RunFold.apply(Optional.empty(), ExperimentStages.NONE, Events.of(run, create), offset)
        .document()
        .orElseThrow();
  }

  private StoreAccess accessAt(Duration time) {
    return new StoreAccess(
        folder.resolve("away"), changelog, StoreLimits.DEFAULT, time::toMillis, Runnable::run);
  }

  @Test
  void filesThatWereAwayForLongerThanTheChangelogRemembersAreNotTrusted() {
    RunId purged = new RunId("b");
    try (StoreAccess before = accessAt(Duration.ofHours(100))) {
      before.store().begin();
      put(before, "c");
      before.flush();
      before.commit();
    }
    // Another process removed it, and the changelog was compacted.
    changelog.removeIf(
        record -> Arrays.equals(record.key, ChangelogKey.of(StoreFamily.RUNS, RunKey.of(purged))));
    try (StoreAccess soon = accessAt(Duration.ofHours(119))) {
      soon.store().begin();
      assertThat(soon.store().document(purged)).as("the files are followed").isPresent();
      assertThat(soon.store().applied()).isEqualTo(2);
    }
    try (StoreAccess late = accessAt(Duration.ofHours(140))) {
      late.store().begin();
      assertThat(late.store().document(purged)).isEmpty();
      assertThat(late.store().document(new RunId("c"))).isPresent();
      assertThat(late.store().applied()).isEqualTo(2);
      assertThat(late.store().reader().checkIndexes()).isEqualTo(new IndexCheck(2, 0, 0));
    }
  }

  @Test
  void aStoreToWhichNothingComesIsUsedAllTheSame() {
    long[] hours = {100};
    try (StoreAccess idle =
        new StoreAccess(
            folder.resolve("away"),
            changelog,
            StoreLimits.DEFAULT,
            () -> Duration.ofHours(hours[0]).toMillis(),
            Runnable::run)) {
      idle.store().begin();
      idle.commit();
      for (; hours[0] < 200; hours[0]++) {
        idle.commit();
      }
    }
    changelog.clear();
    try (StoreAccess again = accessAt(Duration.ofHours(210))) {
      again.store().begin();
      assertThat(again.store().document(new RunId("a"))).isPresent();
    }
  }

  @Test
  void aRestoreWithoutRecordsCommitsItsOffsetAtOnce() {
    changelog.clear();
    try (StoreAccess restored = access("empty")) {
      restored.store().commit(Map.of(StoreAccess.CHANGELOG, 7L));
      assertThat(restored.store().committedOffset(StoreAccess.CHANGELOG)).isEqualTo(7);
    }
  }
}
