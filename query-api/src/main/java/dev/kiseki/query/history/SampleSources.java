package dev.kiseki.query.history;

import dev.kiseki.query.history.StoredChunks.Stretch;
import dev.kiseki.store.chunk.StepRange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What samples read, and what they may hold while they do. */
record SampleSources(HistorySources sources, SampleQuestion question) {

  CompletionStage<List<StoredChunk>> stored(Detail detail, StepRange steps) {
    return stored(detail, Stretch.of(steps));
  }

  CompletionStage<List<StoredChunk>> stored(Detail detail, Stretch stretch) {
    return sources.stored().read(question.run(), question.key(), detail, stretch);
  }

  /** Reads when there is room for so many points, and gives the room back in any case. */
  <R> CompletionStage<R> sharing(long points, Supplier<CompletionStage<R>> read) {
    return sources
        .memory()
        .share(points)
        .thenCompose(
            share -> {
              CompletionStage<R> reading;
              try {
                reading = read.get();
              } catch (RuntimeException e) {
                reading = CompletableFuture.failedStage(e);
              }
              return reading.whenComplete((done, failure) -> share.close());
            });
  }
}
