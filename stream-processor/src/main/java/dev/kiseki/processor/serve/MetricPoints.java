package dev.kiseki.processor.serve;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.curve.CurveBuckets;
import dev.kiseki.store.curve.KeptSample;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.shard.PointsQuestion;
import java.util.Optional;
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
 */
record MetricPoints(
    boolean runExists,
    Points points,
    long total,
    boolean whole,
    boolean more,
    long outlined,
    boolean sampled) {

  static MetricPoints of(RunStateReader reader, PointsQuestion question) {
    RunId run = question.run();
    // The document first: an only point leaves it for the pending ones, never the other way.
    Optional<RunDocument> before =
        reader.document(run).filter(document -> document.kind() == DocumentKind.RUN);
    if (before.isEmpty()) {
      return new MetricPoints(false, Points.EMPTY, 0, true, false, 0, false);
    }
    long atLeast = total(before, question.key());
    Optional<MetricPoints> kept = sample(reader, question, atLeast, Optional::empty);
    if (kept.isPresent()) {
      return kept.get();
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
      Optional<MetricPoints> sample =
          sample(reader, question, total, () -> Optional.of(CurveBuckets.empty()));
      if (sample.isPresent()) {
        return sample.get();
      }
    }
    Points found = waiting.found();
    return new MetricPoints(true, found, total, whole, waiting.more(), waiting.outlined(), false);
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
    return reader
        .curve(
            question.run(),
            question.key(),
            whenNone,
            buckets ->
                buckets.count() < atLeast
                    ? Optional.<Points>empty()
                    : Optional.of(KeptSample.of(buckets.outline(2 * most), most)))
        .flatMap(found -> found)
        .map(found -> new MetricPoints(true, found, atLeast, false, false, 0, true));
  }
}
