package dev.kiseki.processor.promote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.Outcome;
import dev.kiseki.processor.fold.RunFold;
import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.held.HistoryRoom;
import dev.kiseki.processor.local.RunStateStore;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import dev.kiseki.processor.local.WaitingRuns;
import dev.kiseki.store.chunk.Points;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromotionTest {
  private static final StoreLimits LIMITS =
      new StoreLimits(100, 100, Duration.ofSeconds(30), Duration.ofSeconds(2), 4);

  @TempDir Path directory;
  private final Sink sink = new Sink();
  private final HeldPartitions partitions =
      new HeldPartitions(number -> CompletableFuture.completedFuture(0L));
  private long now = 100_000;
  private StoreAccess access;
  private RunStateStore store;
  private HeldPartition held;
  private Promotion promotion;

  private static final class Sink implements HistorySink {
    record Write(RunId run, List<PendingPoints> points, CompletableFuture<Void> done) {}

    final List<Write> writes = new ArrayList<>();

    @Override
    public CompletionStage<Void> write(RunId run, List<PendingPoints> points) {
      Write write = new Write(run, points, new CompletableFuture<>());
      writes.add(write);
      return write.done();
    }

    @Override
    public CompletionStage<Boolean> earlier(
        RunId run, String metric, long before, Consumer<Points> points) {
      List<Points> found = new ArrayList<>();
      for (Write write : writes) {
        for (PendingPoints group : write.points()) {
          if (group.offset() < before && write.done().isDone()) {
            found.add(pointsOf(metric, group));
          }
        }
      }
      found.forEach(points);
      return CompletableFuture.completedFuture(true);
    }

    static Points pointsOf(String metric, PendingPoints group) {
      Points.Builder points = new Points.Builder();
      MetricColumns columns = group.columns();
      for (int i = 0; i < columns.size(); i++) {
        if (columns.key(i).equals(metric)) {
          points.add(columns.step(i), columns.timestamp(i), columns.value(i));
        }
      }
      return points.build();
    }

    Write last() {
      return writes.get(writes.size() - 1);
    }
  }

  @BeforeEach
  void start() {
    access = new StoreAccess(directory, new ArrayList<>(), LIMITS, () -> now);
    store = access.store();
    store.begin();
    held = partitions.hold(0, store.reader(), -1, -1);
    promotion =
        new Promotion(partitions, sink, new HistorySettings(2, 100, Duration.ZERO), () -> now);
  }

  @AfterEach
  void stop() {
    promotion.close();
    partitions.close();
    access.close();
  }

  private void fold(RunEvent event) {
    long offset = store.applied() + 1;
    Outcome outcome = RunFold.apply(store.document(event.run()), store.stages(), event, offset);
    if (outcome.accepted().size() > 0) {
      store.add(event.run(), offset, outcome.accepted());
    }
    store.put(outcome.document().orElseThrow());
    store.applied(offset);
    held.applied(offset, -1, false);
  }

  private void commit() {
    access.flush();
    access.commit();
  }

  private void after(Duration time) {
    now += time.toMillis();
    promotion.tick();
  }

  private int waiting() {
    int found = WaitingRuns.all(store.reader()).size();
    assertThat(store.reader().waiting()).isEqualTo(found);
    return found;
  }

  @Test
  void aChangedRunIsWrittenWhenItsTimeHasComeAndThenIsNoLongerPending() {
    fold(Events.create());
    fold(Events.metric("m", 1, 1, 1));
    commit();
    after(Duration.ofSeconds(29));
    assertThat(sink.writes).isEmpty();
    after(Duration.ofSeconds(1));
    assertThat(sink.last().points()).extracting(PendingPoints::offset).containsExactly(1L);
    after(Duration.ofSeconds(60));
    assertThat(sink.writes).as("never twice at the same time").hasSize(1);

    sink.last().done().complete(null);
    assertThat(store.reader().pendingPoints(Events.RUN)).isNotEmpty();
    commit();
    assertThat(store.reader().pendingPoints(Events.RUN)).isEmpty();
    assertThat(waiting()).isZero();
    assertThat(store.document(Events.RUN)).isPresent();
    assertThat(promotion.written()).isEqualTo(1);
  }

  @Test
  void whatWaitsIsCountedAnewAfterARestart() {
    fold(Events.create());
    fold(Events.metric("m", 1, 1, 1));
    commit();
    store.begin();
    assertThat(waiting()).isEqualTo(1);
  }

  @Test
  void aRunWithoutPointsIsNoBusinessOfTheHistoryStore() {
    fold(Events.create());
    fold(Events.tag("stage", "prod"));
    commit();
    fold(Events.end(Events.RUN, RunStatus.FINISHED, 3));
    commit();
    assertThat(waiting()).isZero();
  }

  @Test
  void aTagThatComesWhilePointsAreWrittenCostsNoSecondWrite() {
    fold(Events.create());
    fold(Events.metric("m", 1, 1, 1));
    commit();
    after(Duration.ofSeconds(30));
    fold(Events.tag("stage", "prod"));
    sink.last().done().complete(null);
    commit();
    after(Duration.ofSeconds(60));
    after(Duration.ofSeconds(1));
    commit();
    assertThat(sink.writes).hasSize(1);
    assertThat(waiting()).isZero();
  }

  @Test
  void aRunThatEndedIsWrittenSoon() {
    fold(Events.create());
    fold(Events.metric("m", 1, 1, 1));
    commit();
    fold(Events.end(Events.RUN, RunStatus.FINISHED, 3));
    commit();
    after(Duration.ofSeconds(2));
    assertThat(sink.writes).hasSize(1);
  }

  @Test
  void nothingWaitsForItsTurnWhileRoomIsScarce() {
    fold(Events.create());
    fold(Events.metric("m", 1, 1, 1));
    commit();
    HistorySettings settings = new HistorySettings(2, 100, Duration.ofSeconds(10));
    long waiting = store.reader().waitingBytes();
    try (Promotion relaxed =
        new Promotion(partitions, sink, settings, new HistoryRoom(3 * waiting + 3), () -> now)) {
      relaxed.tick();
      assertThat(sink.writes).isEmpty();
    }
    try (Promotion pressed =
        new Promotion(partitions, sink, settings, new HistoryRoom(3 * waiting), () -> now)) {
      pressed.tick();
      assertThat(sink.writes).hasSize(1);
    }
  }

  @Test
  void aRunWithManyPointsIsWrittenWithoutWaiting() {
    fold(Events.create());
    commit();
    for (int i = 0; i < 4; i++) {
      fold(Events.metric("m", i, 1, 1));
    }
    commit();
    after(Duration.ZERO);
    assertThat(sink.last().points()).hasSize(1);
    assertThat(sink.last().points().get(0).columns().size()).isEqualTo(4);
  }

  @Test
  void whatChangedMeanwhileStaysPendingAndWaitsAnew() {
    fold(Events.create());
    fold(Events.metric("m", 1, 1, 1));
    commit();
    after(Duration.ofSeconds(30));
    fold(Events.metric("m", 2, 1, 1));
    sink.last().done().complete(null);
    commit();

    assertThat(store.reader().pendingPoints(Events.RUN)).containsOnlyKeys(2L);
    assertThat(waiting()).isEqualTo(1);
    after(Duration.ofSeconds(29));
    assertThat(sink.writes).hasSize(1);
    after(Duration.ofSeconds(1));
    assertThat(sink.last().points()).extracting(PendingPoints::offset).containsExactly(2L);
  }

  @Test
  void pointsThatAreNotCommittedAreNotWrittenAndNotForgotten() {
    fold(Events.create());
    fold(Events.metric("m", 1, 1, 1));
    commit();
    now += 30_000;
    fold(Events.metric("m", 2, 1, 1));
    promotion.tick();
    assertThat(sink.last().points()).extracting(PendingPoints::offset).containsExactly(1L);
    commit();
    sink.last().done().complete(null);
    commit();
    assertThat(store.reader().pendingPoints(Events.RUN)).containsOnlyKeys(2L);
    assertThat(waiting()).isEqualTo(1);
  }

  @Test
  void aStoreThatIsAwayIsTriedAgainEverMoreSeldom() {
    fold(Events.create());
    fold(Events.metric("m", 1, 1, 1));
    commit();
    after(Duration.ofSeconds(30));
    sink.last().done().completeExceptionally(new IllegalStateException("away"));
    after(Duration.ofMillis(499));
    assertThat(sink.writes).hasSize(1);
    after(Duration.ofMillis(1));
    assertThat(sink.writes).hasSize(2);
    sink.last().done().completeExceptionally(new IllegalStateException("away"));
    after(Duration.ofMillis(999));
    assertThat(sink.writes).hasSize(2);
    after(Duration.ofMillis(1));
    assertThat(sink.writes).hasSize(3);
    sink.last().done().complete(null);
    commit();
    assertThat(waiting()).isZero();
  }

  @Test
  void onlySoManyRunsAreWrittenAtOnceAndAllGetTheirTurn() {
    for (int i = 0; i < 5; i++) {
      fold(Events.create(new RunId("r" + i)));
      fold(Events.metric(new RunId("r" + i), "m", 1, 1, 1));
    }
    commit();
    after(Duration.ofSeconds(30));
    assertThat(sink.writes).hasSize(2);
    List<String> written = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      written.add(sink.writes.get(i).run().text());
      sink.writes.get(i).done().complete(null);
      commit();
      promotion.tick();
    }
    assertThat(written).containsExactlyInAnyOrder("r0", "r1", "r2", "r3", "r4");
    assertThat(waiting()).isZero();
  }

  @Test
  void aLongBacklogIsWrittenOnWithoutWaitingForCommits() {
    fold(Events.create());
    for (int i = 0; i < 5; i++) {
      MetricColumns.Builder points = new MetricColumns.Builder();
      for (int point = 0; point < 100; point++) {
        points.add("m", point, 100 * i + point, 1);
      }
      fold(Events.metrics(Events.RUN, points.build()));
      commit();
    }
    fold(Events.metric("m", 1, 7_000, 1));
    commit();
    after(Duration.ofSeconds(30));
    for (int i = 0; i < 6; i++) {
      assertThat(sink.writes).hasSize(i + 1);
      if (i == 2) {
        sink.last().done().completeExceptionally(new IllegalStateException("away"));
        after(Duration.ofSeconds(1));
        sink.writes.remove(2);
        assertThat(sink.writes).as("once more").hasSize(3);
      }
      if (i == 4) {
        commit();
      }
      sink.last().done().complete(null);
      promotion.tick();
    }
    promotion.tick();
    assertThat(sink.writes).hasSize(6);
    assertThat(sink.writes.stream().flatMap(write -> write.points().stream()))
        .extracting(PendingPoints::offset)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(store.reader().pendingPoints(Events.RUN)).containsOnlyKeys(5L, 6L);
    commit();
    assertThat(store.reader().pendingPoints(Events.RUN)).isEmpty();
    assertThat(waiting()).isZero();
    fold(Events.metric("m", 2, 8_000, 1));
    commit();
    after(Duration.ofSeconds(30));
    assertThat(sink.last().points()).extracting(PendingPoints::offset).containsExactly(7L);
  }

  @Test
  void whoeverMakesRoomLetsTheNextOnesInAtOnce() throws Exception {
    int runs = 2_000;
    for (int i = 0; i < runs; i++) {
      fold(Events.create(new RunId("r" + i)));
      fold(Events.metric(new RunId("r" + i), "m", 1, 1, 1));
    }
    commit();
    now += 30_000;
    CountDownLatch written = new CountDownLatch(runs);
    WritesOnly fast =
        (run, points) -> {
          written.countDown();
          return CompletableFuture.completedStage(null);
        };
    try (Promotion waking =
        new Promotion(partitions, fast, new HistorySettings(2, 100, Duration.ZERO), () -> now)) {
      waking.start();
      // Two a tick would take 50 s.
      assertThat(written.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void runsThatComeDueTogetherAreWrittenOneAfterAnother() {
    int runs = 100;
    for (int i = 0; i < runs; i++) {
      fold(Events.create(new RunId("r" + i)));
      fold(Events.metric(new RunId("r" + i), "m", 1, 1, 1));
    }
    commit();
    Set<RunId> written = new HashSet<>();
    WritesOnly counting =
        (run, points) -> {
          assertThat(written.add(run)).isTrue();
          return CompletableFuture.completedStage(null);
        };
    Duration spread = Duration.ofSeconds(10);
    try (Promotion slowly =
        new Promotion(partitions, counting, new HistorySettings(runs, 100, spread), () -> now)) {
      now += 29_999;
      slowly.tick();
      assertThat(written).isEmpty();
      now++;
      int most = 0;
      for (int second = 1; second <= 10; second++) {
        int before = written.size();
        now += 1_000;
        slowly.tick();
        most = Math.max(most, written.size() - before);
      }
      assertThat(written).hasSize(runs);
      assertThat(most).isLessThan(runs / 4);
    }
  }

  @Test
  void whatIsLateIsWrittenAtOnce() {
    for (int i = 0; i < 100; i++) {
      fold(Events.create(new RunId("r" + i)));
      fold(Events.metric(new RunId("r" + i), "m", 1, 1, 1));
    }
    commit();
    Duration spread = Duration.ofSeconds(10);
    try (Promotion late =
        new Promotion(partitions, sink, new HistorySettings(100, 100, spread), () -> now)) {
      now += 40_000;
      late.tick();
      assertThat(sink.writes).hasSize(100);
    }
  }

  @Test
  void aSinkThatThrowsIsTriedAgainLikeOneThatFails() {
    fold(Events.create());
    fold(Events.metric("m", 1, 1, 1));
    commit();
    now += 30_000;
    int[] calls = {0};
    WritesOnly broken =
        (run, points) -> {
          calls[0]++;
          throw new IllegalStateException("not even a promise");
        };
    try (Promotion again =
        new Promotion(partitions, broken, new HistorySettings(1, 100, Duration.ZERO), () -> now)) {
      for (int i = 0; i < 3; i++) {
        again.tick();
        now += 60_000;
      }
      assertThat(calls[0]).isEqualTo(3);
      assertThat(again.failed()).isEqualTo(3);
      assertThat(again.written()).isZero();
    }
  }
}
