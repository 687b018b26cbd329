package dev.kiseki.query.history;

import dev.kiseki.store.chunk.Points;

/**
 * The orders in which MLflow gives points. Both compare the whole identity of a point, so two are
 * equal only when they are the same point.
 */
enum PointOrder {
  /** Timestamp, step, value, as {@link Position} says. */
  BY_TIME {
    @Override
    int compare(Points points, int i, int j) {
      return Position.compare(points, i, j);
    }
  },

  /** Step, timestamp, value. */
  BY_STEP {
    @Override
    int compare(Points points, int i, int j) {
      long step = points.step(i);
      long step2 = points.step(j);
      return step == step2 ? Position.compare(points, i, j) : Long.compare(step, step2);
    }
  };

  /** Below 0 when point i comes before point j. */
  abstract int compare(Points points, int i, int j);
}
