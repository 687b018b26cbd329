package dev.kiseki.processor.serve;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.shard.PointsQuestion;
import java.util.Optional;

/**
 * What a processor holds of one metric of a run.
 *
 * @param points those asked for, some perhaps twice
 * @param total points that the metric has, wherever they are; too many by some that came twice
 * @param whole whether no other points of the metric are elsewhere; false when it is not sure
 * @param more whether points that follow these were left out; these are in order of time then
 * @param outlined how many points these are an outline of; 0 = they are the points themselves
 */
record MetricPoints(
    boolean runExists, Points points, long total, boolean whole, boolean more, long outlined) {

  static MetricPoints of(RunStateReader reader, PointsQuestion question) {
    RunId run = question.run();
    // The document first: an only point leaves it for the pending ones, never the other way.
    Optional<RunDocument> before = reader.document(run);
    if (before.isEmpty()) {
      return new MetricPoints(false, Points.EMPTY, 0, true, false, 0);
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
    long total =
        after
            .flatMap(found -> found.metrics().get(question.key()))
            .map(metric -> metric.history().count())
            .orElse(0L);
    boolean whole =
        after.isEmpty() || (through <= after.get().appliedOffset() && waiting.saw(total));
    Points found = waiting.found();
    return new MetricPoints(true, found, total, whole, waiting.more(), waiting.outlined());
  }
}
