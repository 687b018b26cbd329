package dev.kiseki.transport.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReadBarrierTest {
  private final List<CompletableFuture<Long>> questions = new ArrayList<>();
  private final ReadBarrier barrier =
      new ReadBarrier(
          () -> {
            CompletableFuture<Long> question = new CompletableFuture<>();
            questions.add(question);
            return question;
          });

  @Test
  void whoComesWhileAQuestionIsUnderWayGetsTheAnswerOfTheNextOne() {
    CompletableFuture<Long> first = barrier.end();
    CompletableFuture<Long> second = barrier.end();
    CompletableFuture<Long> third = barrier.end();
    assertThat(questions).hasSize(1);
    questions.get(0).complete(10L);
    assertThat(first).isCompletedWithValue(10L);
    assertThat(second).isNotDone();
    assertThat(questions).hasSize(2);
    questions.get(1).complete(12L);
    assertThat(second).isCompletedWithValue(12L);
    assertThat(third).isCompletedWithValue(12L);
  }

  @Test
  void aFailedQuestionFailsItsCallersOnlyAndTheNextIsAsked() {
    CompletableFuture<Long> first = barrier.end();
    CompletableFuture<Long> second = barrier.end();
    questions.get(0).completeExceptionally(new IllegalStateException("away"));
    assertThat(first).isCompletedExceptionally();
    questions.get(1).complete(3L);
    assertThat(second).isCompletedWithValue(3L);
    barrier.end();
    assertThat(questions).hasSize(3);
  }
}
