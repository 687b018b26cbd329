package dev.kiseki.processor.sink;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Bounds how many calls are under way at once, without a waiting thread: a call that finds no
 * permit is started when an earlier one has ended. Calls are started on the executor, in order.
 */
final class Permits {
  private record Call(Supplier<CompletionStage<?>> work, CompletableFuture<Void> result) {}

  private final Executor executor;
  private final Queue<Call> waiting = new ArrayDeque<>();
  private int free;

  Permits(int permits, Executor executor) {
    if (permits < 1) {
      throw new IllegalArgumentException("at least one call must be allowed");
    }
    this.free = permits;
    this.executor = executor;
  }

  /** Starts the call when there is room; completes as it does, or fails once the executor ended. */
  CompletableFuture<Void> submit(Supplier<CompletionStage<?>> work) {
    Call call = new Call(work, new CompletableFuture<>());
    synchronized (this) {
      waiting.add(call);
    }
    startNext();
    return call.result();
  }

  private void startNext() {
    for (Call next = take(); next != null; next = take()) {
      Call call = next;
      try {
        executor.execute(() -> start(call));
      } catch (RejectedExecutionException e) {
        giveBack();
        call.result().completeExceptionally(e);
      }
    }
  }

  private void start(Call call) {
    CompletionStage<?> stage;
    try {
      stage = call.work().get();
    } catch (RuntimeException e) {
      stage = CompletableFuture.failedStage(e);
    }
    stage.whenComplete(
        (done, failure) -> {
          giveBack();
          startNext();
          if (failure == null) {
            call.result().complete(null);
          } else {
            call.result().completeExceptionally(failure);
          }
        });
  }

  private synchronized Call take() {
    if (free == 0 || waiting.isEmpty()) {
      return null;
    }
    free--;
    return waiting.remove();
  }

  private synchronized void giveBack() {
    free++;
  }
}
