package dev.kiseki.processor.serve;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.curve.CurveBuckets;
import dev.kiseki.store.curve.CurveStretch;
import dev.kiseki.store.curve.KeptSample;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.shard.PointsQuestion;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a processor holds of one metric of a run.
 *
 * @param points those asked for, some perhaps twice
 * @param total points that the metric has, wherever they are; too many by some that came twice
 * @param whole whether no other points of the metric are elsewhere; false when it is not sure
 * @param more whether points that follow these were left out; these are in order of time then
 * @param outlined how many points these are an outline of; 0 = they are the points themselves
 * @param sampled whether these are a sample of the whole curve
 * @param stretch what buckets tell of the steps asked for; when that is enough there are no points
 */
record MetricPoints(
    boolean runExists,
    Points points,
    long total,
    boolean whole,
    boolean more,
    long outlined,
    boolean sampled,
    Optional<CurveStretch> stretch) {

  static MetricPoints of(RunStateReader reader, PointsQuestion question) {
    RunId run = question.run();
    // The document first: an only point leaves it for the pending ones, never the other way.
    Optional<RunDocument> before =
        reader.document(run).filter(document -> document.kind() == DocumentKind.RUN);
    if (before.isEmpty()) {
      return new MetricPoints(false, Points.EMPTY, 0, true, false, 0, false, Optional.empty());
    }
    long atLeast = total(before, question.key());
    Optional<MetricPoints> kept = sample(reader, question, atLeast, Optional::empty);
    if (kept.isPresent()) {
      return kept.get();
    }
    Optional<CurveStretch> stretch = stretch(reader, question, atLeast, Optional::empty);
    if (stretch.filter(CurveStretch::inBuckets).isPresent()) {
      return of(stretch.get(), atLeast);
    }
    WaitingPoints waiting = new WaitingPoints(question);
    before
        .flatMap(found -> found.metrics().get(question.key()))
        .filter(metric -> metric.curve().isEmpty())
        .ifPresent(only -> waiting.see(only.step(), only.timestamp(), only.value()));
    long through = reader.pendingPoints(run, question.key(), waiting::see);
    // And once more: it counts what left for the history store meanwhile.
    Optional<RunDocument> after =
        reader.appliedOffset(run) == before.get().appliedOffset() ? before : reader.document(run);
    long total = total(after, question.key());
    boolean whole =
        after.isEmpty() || (through <= after.get().appliedOffset() && waiting.saw(total));
    if (whole) {
      // All of it waits: its buckets begin here, as they will when it leaves.
      Supplier<Optional<CurveBuckets>> begin = () -> Optional.of(CurveBuckets.empty());
      Optional<MetricPoints> sample = sample(reader, question, total, begin);
      if (sample.isPresent()) {
        return sample.get();
      }
      stretch = stretch.or(() -> stretch(reader, question, total, begin));
      if (stretch.filter(CurveStretch::inBuckets).isPresent()) {
        return of(stretch.get(), total);
      }
    }
    Points found = waiting.found();
    return new MetricPoints(
        true, found, total, whole, waiting.more(), waiting.outlined(), false, stretch);
  }

  private static MetricPoints of(CurveStretch stretch, long total) {
    return new MetricPoints(
        true, Points.EMPTY, total, false, false, 0, false, Optional.of(stretch));
  }

  private static long total(Optional<RunDocument> run, String key) {
    return run.flatMap(found -> found.metrics().get(key))
        .map(metric -> metric.history().count())
        .orElse(0L);
  }

  /**
   * A sample from the curve's buckets.
   *
   * @param atLeast points that the curve has: buckets of fewer are not those of all
   * @param whenNone as of {@link RunStateReader#curve}
   * @return empty when none was asked for, or not of so short a curve, or there are no buckets
   */
  private static Optional<MetricPoints> sample(
      RunStateReader reader,
      PointsQuestion question,
      long atLeast,
      Supplier<Optional<CurveBuckets>> whenNone) {
    int most = question.sample();
    if (most == 0 || atLeast < question.outlineAbove()) {
      return Optional.empty();
    }
    return buckets(reader, question, atLeast, whenNone, found -> of(found, most))
        .map(
            found ->
                new MetricPoints(true, found, atLeast, false, false, 0, true, Optional.empty()));
  }

  private static Points of(CurveBuckets buckets, int most) {
    return KeptSample.of(buckets.outline(2 * most), most);
  }

  /** What buckets tell of a range of steps; as {@link #sample}. */
  private static Optional<CurveStretch> stretch(
      RunStateReader reader,
      PointsQuestion question,
      long atLeast,
      Supplier<Optional<CurveBuckets>> whenNone) {
    int most = question.stretch();
    if (most == 0 || atLeast < question.outlineAbove()) {
      return Optional.empty();
    }
    return buckets(
            reader,
            question,
            atLeast,
            whenNone,
            found -> found.stretch(question.steps(), most, question.outlineAbove()))
        .flatMap(found -> found);
  }

  private static <R> Optional<R> buckets(
      RunStateReader reader,
      PointsQuestion question,
      long atLeast,
      Supplier<Optional<CurveBuckets>> whenNone,
      Function<CurveBuckets, R> what) {
    return reader
        .curve(
            question.run(),
            question.key(),
            whenNone,
            buckets ->
                buckets.count() < atLeast ? Optional.<R>empty() : Optional.of(what.apply(buckets)))
        .flatMap(found -> found);
  }
}
