package dev.kiseki.query.history;

import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.curve.CurveStretch;
import java.util.Optional;

/**
 * What the owner of a run knows of one of its curves.
 *
 * @param points those asked for that may not be in the history store yet; in order of time when
 *     there are more, else in any order
 * @param total points of the curve, all of them; above what is there by those that were sent twice
 * @param nothingStored no others are in the history store, which need not be asked; false when the
 *     owner is not sure
 * @param more whether points wait that follow these
 * @param outlined how many points these are an outline of; 0 = they are the points themselves
 * @param sampled whether these are the sample of the whole curve that was asked for
 * @param stretch what the curve's buckets tell of the steps asked for; when that is enough for a
 *     sample there are no points
 */
public record HeldPoints(
    Points points,
    long total,
    boolean nothingStored,
    boolean more,
    long outlined,
    boolean sampled,
    Optional<CurveStretch> stretch) {

  /** How many points of the curve these stand for. */
  long count() {
    return isOutline() ? outlined : points.size();
  }

  boolean isOutline() {
    return outlined > 0;
  }
}
