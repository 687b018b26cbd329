package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.query.history.StoredChunks.Stretch;
import dev.kiseki.store.chunk.OrderedHistory;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import dev.kiseki.store.curve.CurveOutline;
import dev.kiseki.store.curve.KeptSample;
import dev.kiseki.store.shard.PointsQuestion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A sample of a curve by step, from no more of the curve than it needs: all of its points when it
 * is short, else what its owner makes of the curve's buckets, and where those are not enough,
 * outlines of its chunks. What is read of outlines for a sample of m of n points grows with m, and
 * with n only at a 256th.
 */
final class SampledCurve {
  /** Most points read for the sake of chunks that lie on an end of the range. */
  private static final long MOST_AT_ENDS = 4 * 65_536;

  /** Most points of chunks that reach into a range which seems to hold few points. */
  private static final long MOST_WHOLE = 1 << 20;

  /** Points of a sample for which the buckets of a curve are enough: MLflow's most for a run. */
  private static final int MOST_OF_BUCKETS = 2_500;

  private final HistorySources sources;
  private final RunId run;
  private final String key;
  private final StepRange steps;
  private final int most;
  private final boolean asMlflow;

  /**
   * @param most points in the sample, at least 1
   * @param asMlflow whether a short curve is sampled as MLflow does it, which loses what stands out
   */
  SampledCurve(
      HistorySources sources, RunId run, String key, StepRange steps, int most, boolean asMlflow) {
    this.sources = sources;
    this.run = run;
    this.key = key;
    this.steps = steps;
    this.most = most;
    this.asMlflow = asMlflow;
  }

  /** Fails with TEMPORARILY_UNAVAILABLE when a source is away. */
  CompletionStage<Points> read() {
    long above = Detail.mostPoints(most);
    // Its owner has a long curve in buckets: those do not change while points move or are merged.
    PointsQuestion question =
        steps.equals(StepRange.ALL) && most <= MOST_OF_BUCKETS
            ? PointsQuestion.sample(run, key, above, most)
            : PointsQuestion.outline(run, key, steps, above);
    return sources.pending().pending(question).thenCompose(this::read);
  }

  /** The same when the owner was asked already. */
  CompletionStage<Points> read(HeldPoints held) {
    if (held.sampled()) {
      return CompletableFuture.completedStage(held.points());
    }
    if (held.nothingStored()) {
      return sharing(
          held.points().size(),
          () ->
              CompletableFuture.supplyAsync(
                  () -> sample(held, Detail.POINTS, List.of()), sources.executor()));
    }
    if (!steps.equals(StepRange.ALL)) {
      return stored(Detail.BOUNDS).thenCompose(bounds -> ranged(held, bounds));
    }
    Detail detail = Detail.forSample((double) held.total(), most);
    return sharing(
        detail.pointsOf(held.total()) + held.points().size(),
        () ->
            stored(detail)
                .thenApplyAsync(found -> sample(held, detail, found), sources.executor()));
  }

  private CompletionStage<Points> ranged(HeldPoints held, List<StoredChunk> bounds) {
    double inside = bounds.stream().mapToDouble(chunk -> chunk.countIn(steps)).sum();
    long all = bounds.stream().mapToLong(StoredChunk::count).sum();
    Detail wanted = Detail.forSample(inside + held.count(), most);
    // Steps may be so mixed up that every chunk reaches into the range.
    Detail detail = wanted == Detail.POINTS && all > MOST_WHOLE ? Detail.FINE : wanted;
    long atEnds =
        bounds.stream().filter(chunk -> !chunk.within(steps)).mapToLong(StoredChunk::count).sum();
    boolean wholeEnds = detail != Detail.POINTS && atEnds <= MOST_AT_ENDS;
    return sharing(
        detail.pointsOf(all) + (wholeEnds ? atEnds : 0) + held.points().size(),
        () ->
            stored(detail)
                .thenCompose(
                    found -> wholeEnds ? endsWhole(found) : CompletableFuture.completedStage(found))
                .thenApplyAsync(found -> sample(held, detail, found), sources.executor()));
  }

  /** Reads those chunks whole that lie on an end of the range, so that its ends are exact. */
  private CompletionStage<List<StoredChunk>> endsWhole(List<StoredChunk> chunks) {
    CompletionStage<List<StoredChunk>> all = CompletableFuture.completedStage(new ArrayList<>());
    for (StoredChunk chunk : chunks) {
      CompletionStage<List<StoredChunk>> one =
          chunk.within(steps)
              ? CompletableFuture.completedStage(List.of(chunk))
              : sources
                  .stored()
                  .read(
                      run,
                      key,
                      Detail.POINTS,
                      Stretch.of(steps).between(chunk.name(), chunk.name()))
                  .thenApply(found -> found.isEmpty() ? List.of(chunk) : found);
      all =
          all.thenCombine(
              one,
              (before, next) -> {
                before.addAll(next);
                return before;
              });
    }
    return all;
  }

  private CompletionStage<List<StoredChunk>> stored(Detail detail) {
    return sources.stored().read(run, key, detail, Stretch.of(steps));
  }

  private Points sample(HeldPoints held, Detail detail, List<StoredChunk> chunks) {
    return detail == Detail.POINTS && !held.isOutline()
        ? whole(held, chunks)
        : outlined(held, chunks);
  }

  private Points whole(HeldPoints held, List<StoredChunk> chunks) {
    List<Points> parts = new ArrayList<>();
    chunks.forEach(chunk -> parts.add(chunk.points()));
    parts.add(held.points());
    Points all = steps.of(OrderedHistory.of(Points.joined(parts), PointOrder.BY_STEP));
    // A long curve keeps what stands out also while all of it waits at its owner.
    boolean even = asMlflow && Detail.forSample(all.size(), most) == Detail.POINTS;
    return even ? EvenSample.of(all, most) : KeptSample.of(CurveOutline.ofAll(all), most);
  }

  private Points outlined(HeldPoints held, List<StoredChunk> chunks) {
    CurveOutline.Builder outline = new CurveOutline.Builder();
    for (StoredChunk chunk : chunks) {
      Points inside = steps.among(chunk.points());
      outline.add(
          inside, chunk.count() * (double) inside.size() / Math.max(1, chunk.points().size()));
    }
    Points inside = steps.among(held.points());
    outline.add(inside, held.isOutline() ? (double) held.outlined() : inside.size());
    return KeptSample.of(outline.build(), most);
  }

  private CompletionStage<Points> sharing(long points, Supplier<CompletionStage<Points>> read) {
    return sources
        .memory()
        .share(points)
        .thenCompose(
            share -> {
              CompletionStage<Points> reading;
              try {
                reading = read.get();
              } catch (RuntimeException e) {
                reading = CompletableFuture.failedStage(e);
              }
              return reading.whenComplete((done, failure) -> share.close());
            });
  }
}
