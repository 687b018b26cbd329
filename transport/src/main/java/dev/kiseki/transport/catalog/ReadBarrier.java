package dev.kiseki.transport.catalog;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The end of a log, asked after the call, at most one question under way: callers who come while
 * one is under way share the next one. So a thousand readers cost two questions, and none gets an
 * answer that is older than its call.
 */
final class ReadBarrier {
  private final Supplier<CompletionStage<Long>> question;
  private CompletableFuture<Long> underWay;
  private CompletableFuture<Long> next;

  ReadBarrier(Supplier<CompletionStage<Long>> question) {
    this.question = question;
  }

  CompletableFuture<Long> end() {
    CompletableFuture<Long> mine;
    synchronized (this) {
      if (underWay != null) {
        if (next == null) {
          next = new CompletableFuture<>();
        }
        return next.copy();
      }
      mine = new CompletableFuture<>();
      underWay = mine;
    }
    ask(mine);
    return mine.copy();
  }

  private void ask(CompletableFuture<Long> asked) {
    question
        .get()
        .whenComplete(
            (end, failure) -> {
              CompletableFuture<Long> following;
              synchronized (this) {
                following = next;
                next = null;
                underWay = following;
              }
              if (failure == null) {
                asked.complete(end);
              } else {
                asked.completeExceptionally(failure);
              }
              if (following != null) {
                ask(following);
              }
            });
  }
}
