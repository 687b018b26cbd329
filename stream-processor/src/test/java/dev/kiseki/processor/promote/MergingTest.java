package dev.kiseki.processor.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.Outcome;
import dev.kiseki.processor.fold.RunFold;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.local.PieceRange;
import dev.kiseki.processor.local.RunStateStore;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergingTest {
  private static final StoreLimits LIMITS =
      new StoreLimits(100, 100, Duration.ofSeconds(30), Duration.ofSeconds(2), 1_000);

  @TempDir Path directory;
  private final List<Merge> merges = new ArrayList<>();
  private final HeldPartitions partitions =
      new HeldPartitions(number -> CompletableFuture.completedFuture(0L));
  private long now = 100_000;
  private StoreAccess access;
  private RunStateStore store;
  private Promotion promotion;
  private Merging merging;

  private record Merge(
      RunId run, List<String> metrics, PieceRange pieces, CompletableFuture<Void> done) {}

  @BeforeEach
  void start() {
    access = new StoreAccess(directory, new ArrayList<>(), LIMITS, () -> now);
    store = access.store();
    store.begin();
    partitions.hold(0, store.reader(), -1, -1);
    promotion =
        new Promotion(
            partitions,
            (WritesOnly) (run, points) -> CompletableFuture.completedStage(null),
            new HistorySettings(2, 100, Duration.ZERO),
            () -> now);
    merging = new Merging(partitions, this::merge, () -> now);
  }

  @AfterEach
  void stop() {
    merging.close();
    promotion.close();
    partitions.close();
    access.close();
  }

  private CompletionStage<Void> merge(RunId run, List<String> metrics, PieceRange pieces) {
    Merge merge = new Merge(run, metrics, pieces, new CompletableFuture<>());
    merges.add(merge);
    return merge.done();
  }

  private void fold(RunEvent event) {
    long offset = store.applied() + 1;
    Outcome outcome = RunFold.apply(store.document(event.run()), store.stages(), event, offset);
    if (outcome.history().size() > 0) {
      store.add(event.run(), offset, outcome.history());
    }
    store.put(outcome.document().orElseThrow());
    store.applied(offset);
  }

  private void commit() {
    access.flush();
    access.commit();
  }

  /** A point more, and it is written by itself. */
  private void piece(long step) {
    fold(Events.metric("m", step, step, 1));
    commit();
    now += 31_000;
    promotion.tick();
    commit();
  }

  private void begun(int pieces) {
    fold(Events.create());
    fold(Events.metric("only", 1, 1, 1));
    // The first point of a metric stands in the document.
    fold(Events.metric("m", 0, 0, 1));
    for (int i = 1; i <= pieces; i++) {
      piece(i);
    }
  }

  @Test
  void eightPiecesAreMergedOnceAndOnlyTheMetricsThatHaveAHistory() {
    begun(7);
    merging.tick();
    assertThat(merges).isEmpty();
    piece(8);
    merging.tick();
    merging.tick();
    assertThat(merges).as("one at a time").hasSize(1);
    assertThat(merges.get(0).metrics()).containsExactly("m");
    assertThat(merges.get(0).pieces()).isEqualTo(new PieceRange(3, 10));
    merges.get(0).done().complete(null);
    merging.tick();
    assertThat(merges).as("done, and not recorded yet").hasSize(1);
    commit();
    merging.tick();
    assertThat(merges).hasSize(1);
    assertThat(store.reader().dueMerges()).isEmpty();
    assertThat(merging.merged()).isEqualTo(1);
  }

  @Test
  void whoTakesOverFindsWhatWasNotRecorded() {
    begun(8);
    merging.tick();
    merges.get(0).done().complete(null);
    store.begin();
    assertThat(store.reader().dueMerges())
        .containsExactlyEntriesOf(java.util.Map.of(Events.RUN, new PieceRange(3, 10)));
  }

  @Test
  void aFailedMergeIsTriedAgainLater() {
    begun(8);
    merging.tick();
    merges.get(0).done().completeExceptionally(new IllegalStateException("away"));
    now += 29_999;
    merging.tick();
    assertThat(merges).hasSize(1);
    now++;
    merging.tick();
    assertThat(merges).hasSize(2);
    assertThat(merging.failed()).isEqualTo(1);
  }

  @Test
  void whatIsLeftOfARunThatEndedIsMergedAndNothingOfItIsRemembered() {
    begun(3);
    fold(Events.end(Events.RUN, RunStatus.FINISHED, 3));
    commit();
    merging.tick();
    assertThat(merges.get(0).pieces()).isEqualTo(new PieceRange(3, 5));
    merges.get(0).done().complete(null);
    commit();
    store.begin();
    assertThat(store.reader().dueMerges()).isEmpty();
  }

  @Test
  void aRunWithOnePieceIsLeftAlone() {
    begun(1);
    fold(Events.end(Events.RUN, RunStatus.FINISHED, 3));
    commit();
    merging.tick();
    assertThat(merges).isEmpty();
  }
}
