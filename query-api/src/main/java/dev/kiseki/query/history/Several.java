package dev.kiseki.query.history;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;

/** Several questions of which only some are under way at the same time. */
final class Several<T> {
  private final int count;
  private final IntFunction<CompletionStage<T>> question;
  private final AtomicReferenceArray<T> answers;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger left;
  private final CompletableFuture<List<T>> all = new CompletableFuture<>();

  private Several(int count, IntFunction<CompletionStage<T>> question) {
    this.count = count;
    this.question = question;
    this.answers = new AtomicReferenceArray<>(count);
    this.left = new AtomicInteger(count);
  }

  /**
   * The answers, in the order of the questions. The first failure fails it, and no more questions
   * are put then.
   *
   * @param atOnce how many are under way; the next is put when one is answered
   */
  static <T> CompletionStage<List<T>> of(
      int count, int atOnce, IntFunction<CompletionStage<T>> question) {
    Several<T> several = new Several<>(count, question);
    if (count == 0) {
      several.all.complete(List.of());
    }
    for (int i = 0; i < Math.min(count, atOnce); i++) {
      several.ask();
    }
    return several.all;
  }

  /** A loop, since a question may be answered at once. */
  private void ask() {
    while (true) {
      int i = next.getAndIncrement();
      if (i >= count || all.isDone()) {
        return;
      }
      CompletableFuture<T> answer = put(i);
      boolean now = answer.isDone();
      answer.whenComplete(
          (value, failure) -> {
            answered(i, value, failure);
            if (!now) {
              ask();
            }
          });
      if (!now) {
        return;
      }
    }
  }

  private CompletableFuture<T> put(int i) {
    try {
      return question.apply(i).toCompletableFuture();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void answered(int i, T value, Throwable failure) {
    if (failure != null) {
      all.completeExceptionally(failure);
      return;
    }
    answers.set(i, value);
    if (left.decrementAndGet() == 0) {
      List<T> found = new ArrayList<>(count);
      for (int k = 0; k < count; k++) {
        found.add(answers.get(k));
      }
      all.complete(found);
    }
  }
}
