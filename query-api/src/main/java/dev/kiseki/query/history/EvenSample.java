package dev.kiseki.query.history;

import dev.kiseki.store.chunk.Points;

/**
 * MLflow 3.17.2's sample of a curve ({@code _sample_metric_history_single_run}): its points, in
 * order, are dealt into consecutive groups whose sizes differ by one at most, the larger ones first
 * (SQL's NTILE). The first point of each group is taken, and the very last point instead of the
 * last of those.
 */
final class EvenSample {
  private EvenSample() {}

  /**
   * @param points in the order of the curve
   * @param most points in the sample, at least 1
   * @return all points when there are no more than that
   */
  static Points of(Points points, int most) {
    int n = points.size();
    if (n <= most) {
      return points;
    }
    int small = n / most;
    int larger = n % most;
    Points.Builder sample = new Points.Builder();
    for (int group = 0; group < most; group++) {
      int at = group == most - 1 ? n - 1 : group * small + Math.min(group, larger);
      sample.add(points.step(at), points.timestamp(at), points.value(at));
    }
    return sample.build();
  }
}
