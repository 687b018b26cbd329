package dev.kiseki.query.gather;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.PackedRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class GatherTest {
  private static final RunQuery QUERY =
      new RunQuery(
          Set.of(ExperimentId.DEFAULT),
          ViewType.ALL,
          RunPredicate.anything(),
          List.of(),
          Optional.empty());

  /** Its batches are completed by the test, or stand ready. */
  private static final class Shard implements ShardRows {
    final Deque<CompletableFuture<List<PackedRun>>> batches = new ArrayDeque<>();
    int asked;
    int cancelled;

    Shard ready(List<PackedRun> rows) {
      batches.add(CompletableFuture.completedFuture(rows));
      return this;
    }

    CompletableFuture<List<PackedRun>> later() {
      CompletableFuture<List<PackedRun>> batch = new CompletableFuture<>();
      batches.add(batch);
      return batch;
    }

    @Override
    public CompletionStage<List<ScanRows>> streams() {
      return CompletableFuture.completedStage(List.of(this::next));
    }

    private CompletionStage<List<PackedRun>> next() {
      asked++;
      return batches.isEmpty() ? new CompletableFuture<>() : batches.poll();
    }

    @Override
    public void cancel() {
      cancelled++;
    }
  }

  /** It is not known yet who gives its rows. */
  private static final class Opening implements ShardRows {
    final CompletableFuture<List<ScanRows>> streams = new CompletableFuture<>();
    int cancelled;

    @Override
    public CompletionStage<List<ScanRows>> streams() {
      return streams;
    }

    @Override
    public void cancel() {
      cancelled++;
    }
  }

  private static CompletableFuture<List<PackedRun>> first(int limit, Shard... shards) {
    return Gather.first((query, most) -> List.of(shards), QUERY, limit).toCompletableFuture();
  }

  @Test
  void rowsOfAllShardsComeInOneOrder() {
    Shard one = new Shard().ready(runs(1, 4)).ready(runs(5)).ready(List.of());
    Shard two = new Shard().ready(runs(2, 3, 6)).ready(List.of());

    assertThat(ids(first(100, one, two))).containsExactly("1", "2", "3", "4", "5", "6");
  }

  @Test
  void noShardAndEmptyShardsGiveNoRows() {
    assertThat(first(10).join()).isEmpty();
    assertThat(first(10, new Shard().ready(List.of()), new Shard().ready(List.of())).join())
        .isEmpty();
  }

  @Test
  void aSlowShardIsWaitedForAndNotLeftOut() {
    Shard fast = new Shard().ready(runs(2, 3)).ready(List.of());
    Shard slow = new Shard();
    CompletableFuture<List<PackedRun>> batch = slow.later();
    CompletableFuture<List<PackedRun>> end = slow.later();

    CompletableFuture<List<PackedRun>> answer = first(10, fast, slow);
    assertThat(answer).isNotDone();
    batch.complete(runs(1, 4));
    assertThat(answer).isNotDone();
    end.complete(List.of());
    assertThat(ids(answer)).containsExactly("1", "2", "3", "4");
  }

  @Test
  void enoughRowsEndTheScanWithoutWaitingForWhatComesLater() {
    Shard one = new Shard().ready(runs(1, 2));
    Shard two = new Shard().ready(runs(3, 4));

    assertThat(ids(first(2, one, two))).containsExactly("1", "2");
    assertThat(List.of(one.cancelled, two.cancelled)).doesNotContain(0);
  }

  @Test
  void nobodyIsAskedMoreThanOneBatchAhead() {
    Shard long1 = new Shard();
    for (int i = 1; i <= 9; i++) {
      long1.ready(runs(10 + i));
    }
    Shard slow = new Shard();
    slow.later();

    assertThat(first(10, long1, slow)).isNotDone();
    assertThat(long1.asked).isLessThanOrEqualTo(2);
  }

  @Test
  void oneFailingShardFailsTheWholeAndFreesTheOthers() {
    Shard good = new Shard().ready(runs(1, 2));
    Shard bad = new Shard().ready(runs(3));
    bad.later().completeExceptionally(TrackingException.unavailable("the owner is away"));

    TrackingException told = failure(first(10, bad, good.ready(List.of())));
    assertThat(told.code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    assertThat(told).hasMessage("the owner is away");
    assertThat(good.cancelled).isPositive();
  }

  @Test
  void aShardThatFailsAtOnceIsNotHiddenByASlowOne() {
    Shard slow = new Shard();
    slow.later();
    Shard bad = new Shard();
    bad.later().completeExceptionally(TrackingException.unavailable("the owner is away"));

    assertThat(failure(first(10, slow, bad))).hasMessage("the owner is away");
    assertThat(slow.cancelled).isPositive();
  }

  @Test
  void aShardThatCannotBeReachedAtAllFailsTheWhole() {
    Opening unreachable = new Opening();
    unreachable.streams.completeExceptionally(new IllegalStateException("detail for the log"));
    Shard good = new Shard().ready(runs(1)).ready(List.of());

    TrackingException told =
        failure(
            Gather.first((query, most) -> List.of(good, unreachable), QUERY, 5)
                .toCompletableFuture());
    assertThat(told.code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    assertThat(told.getMessage()).doesNotContain("detail");
    assertThat(good.cancelled).isPositive();
  }

  @Test
  void aShardThatSeveralAnswerForIsWaitedForAndMerged() {
    Shard good = new Shard().ready(runs(2, 5)).ready(List.of());
    Shard one = new Shard().ready(runs(1, 6)).ready(List.of());
    Shard two = new Shard().ready(runs(3, 4)).ready(List.of());
    Opening replaced = new Opening();

    CompletableFuture<List<PackedRun>> answer =
        Gather.first((query, most) -> List.of(good, replaced), QUERY, 10).toCompletableFuture();
    assertThat(answer).isNotDone();
    replaced.streams.complete(List.of(one::next, two::next));
    assertThat(ids(answer)).containsExactly("1", "2", "3", "4", "5", "6");
  }

  @Test
  void aShardThatFailsBeforeItIsKnownWhoAnswersFreesTheOthers() {
    Opening slow = new Opening();
    Opening bad = new Opening();
    CompletableFuture<List<PackedRun>> answer =
        Gather.first((query, most) -> List.of(slow, bad), QUERY, 10).toCompletableFuture();
    bad.streams.completeExceptionally(TrackingException.unavailable("nobody has it"));

    assertThat(failure(answer)).hasMessage("nobody has it");
    assertThat(slow.cancelled).isPositive();
    slow.streams.complete(List.of());
    assertThat(failure(answer)).hasMessage("nobody has it");
  }

  @Test
  void aScannerThatRefusesIsTold() {
    ShardScanner refusing =
        (query, most) -> {
          throw TrackingException.unavailable("no owner yet");
        };
    assertThat(failure(Gather.first(refusing, QUERY, 5).toCompletableFuture()))
        .hasMessage("no owner yet");
  }

  @Test
  void rowsOutOfOrderAreAFailureAndNoAnswer() {
    Shard broken = new Shard().ready(runs(2, 1)).ready(List.of());
    assertThat(failure(first(5, broken)).code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  void manyBatchesThatStandReadyDoNotDeepenTheStack() {
    Shard shard = new Shard();
    for (int i = 0; i < 50_000; i++) {
      shard.ready(runs(i));
    }
    shard.ready(List.of());
    assertThat(first(60_000, shard).join()).hasSize(50_000);
  }

  private static List<String> ids(CompletableFuture<List<PackedRun>> answer) {
    return answer.join().stream()
        .map(run -> run.view().run().id().text().replaceFirst("^0+", ""))
        .toList();
  }

  private static TrackingException failure(CompletableFuture<List<PackedRun>> answer) {
    assertThat(answer).isCompletedExceptionally();
    try {
      answer.join();
      throw new AssertionError("no failure");
    } catch (CompletionException e) {
      return (TrackingException) e.getCause();
    }
  }

  private static List<PackedRun> runs(int... numbers) {
    List<PackedRun> runs = new ArrayList<>();
    for (int number : numbers) {
      RunDocument document =
          new RunDocument(
              new RunId(String.format("%06d", number)),
              ExperimentId.DEFAULT,
              "name",
              "user",
              RunStatus.RUNNING,
              0,
              OptionalLong.empty(),
              "mlflow-artifacts:/0",
              LifecycleStage.ACTIVE,
              0,
              0,
              KeyedMap.empty(),
              KeyedMap.empty(),
              KeyedMap.empty(),
              0);
      runs.add(PackedRun.of(new RunView(document, LifecycleStage.ACTIVE)));
    }
    return runs;
  }
}
