package dev.kiseki.processor.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermitsTest {
  private final List<CompletableFuture<Void>> started = new ArrayList<>();

  @Test
  void noMoreThanAllowedAreUnderWayAndEachIsStarted() {
    Permits permits = new Permits(2, Runnable::run);
    List<CompletableFuture<Void>> results =
        IntStream.range(0, 5).mapToObj(i -> permits.submit(this::call)).toList();
    assertThat(started).hasSize(2);
    started.get(0).complete(null);
    assertThat(started).hasSize(3);
    started.get(1).completeExceptionally(new IllegalStateException("no"));
    assertThat(started).as("a failed call gives its permit back").hasSize(4);
    started.get(2).complete(null);
    started.get(3).complete(null);
    started.get(4).complete(null);
    assertThat(results).allSatisfy(result -> assertThat(result).isDone());
    assertThat(results.get(1)).isCompletedExceptionally();
    assertThat(results.get(4)).isCompletedWithValue(null);
  }

  @Test
  void aCallThatThrowsFailsItsResultAndKeepsNoPermit() {
    Permits permits = new Permits(1, Runnable::run);
    CompletableFuture<Void> thrown =
        permits.submit(
            () -> {
              throw new IllegalArgumentException("too large");
            });
    assertThat(thrown).isCompletedExceptionally();
    permits.submit(this::call);
    assertThat(started).hasSize(1);
  }

  @Test
  void afterTheExecutorEndedEveryWaitingCallFails() {
    ExecutorService executor = Executors.newSingleThreadExecutor();
    Permits permits = new Permits(1, executor);
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Void> underWay = permits.submit(() -> first);
    List<CompletableFuture<Void>> waiting =
        IntStream.range(0, 10_000).mapToObj(i -> permits.submit(this::call)).toList();
    executor.shutdown();
    first.complete(null);
    assertThat(underWay).succeedsWithin(Duration.ofSeconds(10));
    assertThat(waiting)
        .allSatisfy(
            result ->
                assertThat(result)
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(RejectedExecutionException.class));
  }

  private CompletableFuture<Void> call() {
    CompletableFuture<Void> call = new CompletableFuture<>();
    started.add(call);
    return call;
  }
}
