package dev.kiseki.query.history;

import dev.kiseki.query.history.StoredChunks.Stretch;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import dev.kiseki.store.curve.CurveStretch;
import dev.kiseki.store.shard.PointsQuestion;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A sample of a range of steps. Of a long curve whose steps ascend it is made of the curve's
 * buckets and of all points at the range's ends, or of all points when the range is small: the same
 * wherever the points are. Of others it is made of outlines.
 */
final class SampledRange {
  /** Most points in a range that is read whole. */
  private static final long MOST_WHOLE = 1 << 20;

  /** Most points read for the sake of chunks that lie on an end of the range. */
  private static final long MOST_AT_ENDS = 4 * 65_536;

  /** A chunk is read whole, also when only its end is needed. */
  private static final long CHUNK = 65_536;

  private final HistorySources sources;
  private final SampleQuestion question;
  private final SampleSources reads;

  SampledRange(HistorySources sources, SampleQuestion question) {
    this.sources = sources;
    this.question = question;
    this.reads = new SampleSources(sources, question);
  }

  /**
   * @param held what the curve's owner answered, not everything of the range
   */
  CompletionStage<Points> read(HeldPoints held) {
    if (held.stretch().filter(CurveStretch::inBuckets).isPresent()) {
      return ofBuckets(held.stretch().get());
    }
    if (held.stretch().filter(known -> known.within() <= MOST_WHOLE).isPresent()) {
      return whole(held, held.stretch().get().within());
    }
    return reads.stored(Detail.BOUNDS, question.steps()).thenCompose(all -> outlined(held, all));
  }

  /**
   * @param within so many points are in it at most
   */
  private CompletionStage<Points> whole(HeldPoints held, long within) {
    return reads.sharing(
        Math.min(sources.memory().capacity(), within + 2 * CHUNK),
        () ->
            // Of many that wait the owner gave an outline.
            (held.isOutline() ? points(question.steps()) : points(question.steps(), held))
                .thenApplyAsync(all -> SampleParts.whole(question, all), sources.executor()));
  }

  private CompletionStage<Points> ofBuckets(CurveStretch stretch) {
    List<StepRange> ends = stretch.ends(question.steps());
    return reads.sharing(
        // An end has fewer points than a bucket, and one chunk or two reach into it.
        Math.min(sources.memory().capacity(), 2 * CHUNK * ends.size()),
        () ->
            Several.of(ends.size(), ends.size(), i -> points(ends.get(i)))
                .thenApplyAsync(
                    points -> SampleParts.sample(question, stretch, points), sources.executor()));
  }

  private CompletionStage<Points> points(StepRange steps) {
    PointsQuestion all =
        PointsQuestion.outline(question.run(), question.key(), steps, Long.MAX_VALUE);
    return sources.pending().pending(all).thenCompose(held -> points(steps, held));
  }

  /** All points of a part, by step, of which the owner gave those that it has. */
  private CompletionStage<Points> points(StepRange steps, HeldPoints held) {
    if (held.nothingStored()) {
      return CompletableFuture.completedStage(SampleParts.all(steps, held, List.of()));
    }
    return reads
        .stored(Detail.POINTS, steps)
        .thenApplyAsync(chunks -> SampleParts.all(steps, held, chunks), sources.executor());
  }

  private CompletionStage<Points> outlined(HeldPoints held, List<StoredChunk> bounds) {
    StepRange steps = question.steps();
    double inside = bounds.stream().mapToDouble(chunk -> chunk.countIn(steps)).sum();
    long all = bounds.stream().mapToLong(StoredChunk::count).sum();
    Detail wanted = Detail.forSample(inside + held.count(), question.most());
    // Steps may be so mixed up that every chunk reaches into the range.
    Detail detail = wanted == Detail.POINTS && all > MOST_WHOLE ? Detail.FINE : wanted;
    long atEnds =
        bounds.stream().filter(chunk -> !chunk.within(steps)).mapToLong(StoredChunk::count).sum();
    boolean wholeEnds = detail != Detail.POINTS && atEnds <= MOST_AT_ENDS;
    if (!wholeEnds) {
      return sample(held, detail, detail.pointsOf(all));
    }
    return reads.sharing(
        detail.pointsOf(all) + atEnds + held.points().size(),
        () ->
            reads
                .stored(detail, steps)
                .thenCompose(this::endsWhole)
                .thenApplyAsync(
                    found -> SampleParts.sample(question, held, detail, found),
                    sources.executor()));
  }

  /**
   * @param points read of the chunks
   */
  private CompletionStage<Points> sample(HeldPoints held, Detail detail, long points) {
    return reads.sharing(
        points + held.points().size(),
        () ->
            reads
                .stored(detail, question.steps())
                .thenApplyAsync(
                    found -> SampleParts.sample(question, held, detail, found),
                    sources.executor()));
  }

  /** Reads those chunks whole that lie on an end of the range, so that its ends are exact. */
  private CompletionStage<List<StoredChunk>> endsWhole(List<StoredChunk> chunks) {
    return Several.of(chunks.size(), 1, i -> endWhole(chunks.get(i)));
  }

  private CompletionStage<StoredChunk> endWhole(StoredChunk chunk) {
    if (chunk.within(question.steps())) {
      return CompletableFuture.completedStage(chunk);
    }
    Stretch alone = Stretch.of(question.steps()).between(chunk.name(), chunk.name());
    return reads
        .stored(Detail.POINTS, alone)
        .thenApply(found -> found.isEmpty() ? chunk : found.get(0));
  }
}
