package dev.kiseki.query.history;

import dev.kiseki.store.chunk.Outline;

/** How much of each chunk is read. */
public enum Detail {
  /** None of its points. */
  BOUNDS(Integer.MAX_VALUE),
  /** {@link Outline#COARSEST}. */
  COARSEST(Outline.COARSEST),
  /** {@link Outline#COARSE}. */
  COARSE(Outline.COARSE),
  /** {@link Outline#FINE}. */
  FINE(Outline.FINE),
  /** All of its points. */
  POINTS(1);

  /** Curves up to here are sampled exactly as MLflow does it. */
  static final int EXACT = 16_384;

  /** Points of a sample for which the buckets of a curve are enough: MLflow's most for a run. */
  static final int MOST_OF_BUCKETS = 2_500;

  /** For a larger sample curves up to here are read whole. */
  private static final long WHOLE = 1 << 20;

  private final int group;

  Detail(int group) {
    this.group = group;
  }

  /**
   * What a sample needs: at least one group of an outline for each of its points, so that none is
   * further from its place than the next one.
   *
   * @param points of the curve
   * @param most points of the sample
   */
  static Detail forSample(double points, int most) {
    if (points < mostPoints(most)) {
      return POINTS;
    }
    if (points < (double) COARSE.group * most) {
      return FINE;
    }
    return points < (double) COARSEST.group * most ? COARSE : COARSEST;
  }

  /** Curves of fewer points are read whole for a sample of so many. */
  static long mostPoints(int most) {
    return Math.max(most <= MOST_OF_BUCKETS ? EXACT : WHOLE, (long) FINE.group * most);
  }

  /** About how many points are read of so many. */
  long pointsOf(long points) {
    return this == POINTS ? points : Math.min(points, 1 + points * 4 / group);
  }
}
