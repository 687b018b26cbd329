package dev.kiseki.processor.serve;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.RunDocument;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a processor holds of one metric of a run.
 *
 * @param points in any order, some perhaps twice
 * @param total points that the metric has, wherever they are; too many by some that came twice
 * @param whole whether these are all points that the metric has; false when it is not sure
 */
record MetricPoints(boolean runExists, Points points, long total, boolean whole) {

  static MetricPoints of(RunStateReader reader, RunId run, String key) {
    // The document first: an only point leaves it for the pending ones, never the other way.
    Optional<RunDocument> before = reader.document(run);
    if (before.isEmpty()) {
      return new MetricPoints(false, Points.EMPTY, 0, true);
    }
    Points.Builder points = new Points.Builder();
    before
        .flatMap(found -> found.metrics().get(key))
        .filter(metric -> metric.curve().isEmpty())
        .ifPresent(only -> points.add(only.step(), only.timestamp(), only.value()));
    RunStateReader.MetricPending pending = reader.pendingPoints(run, key);
    Points held = points.addAll(pending.points()).build();
    // And once more: it counts what left for the history store meanwhile.
    Optional<RunDocument> after =
        reader.appliedOffset(run) == before.get().appliedOffset() ? before : reader.document(run);
    boolean whole =
        after.isEmpty()
            || (pending.through() <= after.get().appliedOffset()
                && isWhole(held, after.get().metrics().get(key)));
    long total =
        after
            .flatMap(found -> found.metrics().get(key))
            .map(metric -> metric.history().count())
            .orElse(0L);
    return new MetricPoints(before.isPresent(), held, total, whole);
  }

  /**
   * Whether a metric's points are all here. Its count holds each of them at least once, so as many
   * different ones as it says can't leave any out.
   */
  private static boolean isWhole(Points points, Optional<LatestMetric> metric) {
    long count = metric.isEmpty() ? 0 : metric.get().history().count();
    if (points.size() < count) {
      return false;
    }
    for (int i = 1; i < points.size(); i++) {
      if (PointOrder.BY_TIME.compare(points, i - 1, i) >= 0) {
        return different(points) == count;
      }
    }
    return points.size() == count;
  }

  /** How many different points there are, or fewer: those whose hashes are equal count once. */
  private static long different(Points points) {
    long[] hashes = new long[points.size()];
    for (int i = 0; i < hashes.length; i++) {
      long hash = mixed(points.step(i));
      hash = mixed(hash ^ points.timestamp(i));
      hashes[i] = mixed(hash ^ Double.doubleToLongBits(points.value(i)));
    }
    Arrays.sort(hashes);
    long different = 0;
    for (int i = 0; i < hashes.length; i++) {
      different += i == 0 || hashes[i] != hashes[i - 1] ? 1 : 0;
    }
    return different;
  }

  private static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 32)) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 32);
  }
}
