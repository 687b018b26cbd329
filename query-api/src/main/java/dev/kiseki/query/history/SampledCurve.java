package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import dev.kiseki.store.shard.PointsQuestion;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A sample of a curve by step, from no more of the curve than it needs: all of its points when it
 * is short, else what its owner makes of the curve's buckets, and where those are not enough,
 * outlines of its chunks. What is read of outlines for a sample of m of n points grows with m, and
 * with n only at a 256th.
 */
final class SampledCurve {
  private final HistorySources sources;
  private final SampleQuestion question;
  private final SampleSources reads;

  /** As {@link SampleQuestion}. */
  SampledCurve(
      HistorySources sources, RunId run, String key, StepRange steps, int most, boolean asMlflow) {
    this.sources = sources;
    this.question = new SampleQuestion(run, key, steps, most, asMlflow);
    this.reads = new SampleSources(sources, question);
  }

  /** Fails with TEMPORARILY_UNAVAILABLE when a source is away. */
  CompletionStage<Points> read() {
    int most = question.most();
    long above = Detail.mostPoints(most);
    // Its owner has a long curve in buckets: those do not change while points move or are merged.
    PointsQuestion asked =
        most <= Detail.MOST_OF_BUCKETS
            ? PointsQuestion.sample(question.run(), question.key(), question.steps(), above, most)
            : PointsQuestion.outline(question.run(), question.key(), question.steps(), above);
    return sources.pending().pending(asked).thenCompose(this::read);
  }

  private CompletionStage<Points> read(HeldPoints held) {
    if (held.sampled()) {
      return CompletableFuture.completedStage(held.points());
    }
    if (held.stretch().isPresent()) {
      return new SampledRange(sources, question).read(held);
    }
    if (held.nothingStored()) {
      return reads.sharing(
          held.points().size(),
          () ->
              CompletableFuture.supplyAsync(
                  () -> SampleParts.sample(question, held, Detail.POINTS, List.of()),
                  sources.executor()));
    }
    if (!question.steps().equals(StepRange.ALL)) {
      return new SampledRange(sources, question).read(held);
    }
    Detail detail = Detail.forSample((double) held.total(), question.most());
    return reads.sharing(
        detail.pointsOf(held.total()) + held.points().size(),
        () ->
            reads
                .stored(detail, question.steps())
                .thenApplyAsync(
                    found -> SampleParts.sample(question, held, detail, found),
                    sources.executor()));
  }
}
