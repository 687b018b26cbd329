package dev.kiseki.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CurvesInTurnTest {
  private final ChunksInMemory curves = new ChunksInMemory();
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static CurvesQuestion question(OptionalInt most, int runs) {
    return new CurvesQuestion(
        IntStream.range(0, runs).mapToObj(i -> new RunId("r" + i)).toList(),
        List.of("a", "b"),
        StepRange.ALL,
        most);
  }

  private static List<String> told(CurvesInTurn turns) {
    List<String> told = new ArrayList<>();
    CurvePoints next = turns.next().toCompletableFuture().join();
    while (next.points().size() > 0) {
      for (int i = 0; i < next.points().size(); i++) {
        told.add(next.run() + " " + next.key() + " " + next.points().step(i));
      }
      next = turns.next().toCompletableFuture().join();
    }
    turns.close();
    return told;
  }

  private void log(int run, int from, int to) {
    curves.keep("r" + run, points(from, to));
  }

  private static Points points(int from, int to) {
    Points.Builder points = new Points.Builder();
    IntStream.range(from, to).forEach(step -> points.add(step, step, step));
    return points.build();
  }

  private static List<String> all(int runs, int points) {
    List<String> all = new ArrayList<>();
    for (int curve = 0; curve < 2 * runs; curve++) {
      for (int step = 0; step < points; step++) {
        all.add(curve / 2 + " " + curve % 2 + " " + step);
      }
    }
    return all;
  }

  @Test
  void manyCurvesWithoutPointsAreNoDeepCalls() {
    HistorySources sources = curves.sources();
    assertThat(told(new CurvesInTurn(sources, question(OptionalInt.empty(), 5_000)))).isEmpty();
    assertThat(told(new CurvesInTurn(sources, question(OptionalInt.of(7), 5_000)))).isEmpty();
  }

  @Test
  void whatIsAwayIsToldWhenItsTurnHasCome() {
    log(0, 0, 10);
    StoredChunks second =
        (run, key, detail, stretch) ->
            key.equals("b")
                ? CompletableFuture.failedStage(TrackingException.unavailable("away"))
                : curves.read(run, key, detail, stretch);
    HistorySources sources =
        new HistorySources(
            curves, second, new PointMemory(100, Duration.ofSeconds(5)), Runnable::run);
    CurvesInTurn turns = new CurvesInTurn(sources, question(OptionalInt.empty(), 1));
    assertThat(turns.next().toCompletableFuture().join().points().size()).isEqualTo(10);
    assertThat(catchThrowable(() -> turns.next().toCompletableFuture().join()))
        .hasRootCauseInstanceOf(TrackingException.class);
    turns.close();
    assertThat(sources.memory().used()).isZero();
  }

  @Test
  void whoIsClosedInTheMiddleGivesItsMemoryBack() {
    for (int run = 0; run < 4; run++) {
      log(run, 0, 50);
    }
    HistorySources sources = curves.sources(1_000);
    CurvesInTurn turns = new CurvesInTurn(sources, question(OptionalInt.empty(), 4));
    assertThat(turns.next().toCompletableFuture().join().points().size()).isEqualTo(50);
    assertThat(sources.memory().used()).as("others are begun").isGreaterThan(50);
    turns.close();
    assertThat(sources.memory().used()).isZero();
  }

  @Test
  void whatIsReadAheadHasABound() {
    for (int run = 0; run < 6; run++) {
      log(run, 0, 60_000);
    }
    HistorySources sources = curves.sources();
    CurvesInTurn turns = new CurvesInTurn(sources, question(OptionalInt.empty(), 6));
    for (int curve = 0; curve < 5; curve++) {
      assertThat(turns.next().toCompletableFuture().join().points().size()).isEqualTo(60_000);
      assertThat(sources.memory().used()).isBetween(120_000L, 60_000 + 262_144L);
    }
    turns.close();
    assertThat(sources.memory().used()).isZero();
  }

  @Test
  void whoseTurnItIsGetsWhatThoseAheadHold() {
    for (int chunk = 0; chunk < 5; chunk++) {
      log(0, 50_000 * chunk, 50_000 * (chunk + 1));
    }
    log(1, 0, 80_000);
    HistorySources sources = curves.sources(240_000);
    CurvesQuestion both =
        new CurvesQuestion(
            List.of(new RunId("r0"), new RunId("r1")),
            List.of("a"),
            StepRange.ALL,
            OptionalInt.empty());
    CurvesInTurn turns = new CurvesInTurn(sources, both);
    int first = turns.next().toCompletableFuture().join().points().size();
    assertThat(sources.memory().used()).isEqualTo(150_000 + 80_000);
    // Larger by now, so that it begins again, and has to have more than is free.
    curves.put("r0", new ChunkName(30, 0), 50, points(150_000, 215_000));
    curves.put("r0", new ChunkName(40, 0), 60, points(215_000, 335_000));
    assertThat(first + told(turns).size()).isEqualTo(335_000 + 80_000);
    assertThat(sources.memory().used()).isZero();
  }

  /** Readers at different places, chunks merged meanwhile, memory for little more than one. */
  @Test
  void questionsThatShareTooLittleMemoryDoNotStopEachOther() throws Exception {
    int runs = 6;
    for (int run = 0; run < runs; run++) {
      for (int chunk = 0; chunk < 4; chunk++) {
        log(run, 10 * chunk, 10 * chunk + 10);
      }
    }
    for (int memory : new int[] {40, 45, 90, 200}) {
      Random random = new Random(memory);
      curves.beforeRead = () -> rename(random);
      HistorySources sources = slow(new PointMemory(memory, Duration.ofSeconds(60)));
      List<CompletableFuture<List<String>>> readers = new ArrayList<>();
      ExecutorService clients = Executors.newFixedThreadPool(6);
      for (int i = 0; i < 6; i++) {
        OptionalInt most = i == 5 ? OptionalInt.of(40) : OptionalInt.empty();
        readers.add(
            CompletableFuture.supplyAsync(
                () -> told(new CurvesInTurn(sources, question(most, runs))), clients));
      }
      for (CompletableFuture<List<String>> reader : readers) {
        assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(all(runs, 40));
      }
      clients.shutdown();
      assertThat(sources.memory().used()).isZero();
    }
  }

  /** As if it had been merged with points it holds already: a reader has to begin again. */
  private void rename(Random random) {
    String run = "r" + random.nextInt(6);
    ChunkName first = curves.chunks(run).firstKey();
    StoredChunk chunk = curves.chunks(run).get(first);
    if (random.nextInt(20) == 0) {
      curves.put(run, first, chunk.lastOffset() + 1, chunk.points());
    }
  }

  private HistorySources slow(PointMemory memory) {
    PendingPoints pending =
        question -> onThread(() -> curves.pending(question).toCompletableFuture().join());
    StoredChunks stored =
        (run, key, detail, stretch) ->
            onThread(() -> curves.read(run, key, detail, stretch).toCompletableFuture().join());
    return new HistorySources(pending, stored, memory, threads);
  }

  private <T> CompletionStage<T> onThread(Supplier<T> question) {
    return CompletableFuture.supplyAsync(
        () -> {
          synchronized (curves) {
            return question.get();
          }
        },
        threads);
  }
}
