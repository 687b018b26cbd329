package dev.kiseki.store.curve;

import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import java.util.ArrayList;
import java.util.List;

/**
 * What the buckets of a curve with ascending steps tell of a range of its steps.
 *
 * @param outline of the buckets that lie in it; without points when those are too few
 * @param covered the steps of which they hold all points; those of the range before and behind are
 *     to be read
 * @param within so many points are in the range at most
 */
public record CurveStretch(CurveOutline outline, StepRange covered, long within) {

  static CurveStretch none(long within) {
    return new CurveStretch(new CurveOutline(Points.EMPTY, new double[0]), StepRange.ALL, within);
  }

  /** Whether a sample can be made of the buckets. */
  public boolean inBuckets() {
    return outline.points().size() > 0;
  }

  /** The parts of the range at its ends that the buckets do not cover: at most two. */
  public List<StepRange> ends(StepRange steps) {
    List<StepRange> ends = new ArrayList<>();
    if (covered.first() > steps.first()) {
      ends.add(new StepRange(steps.first(), covered.first() - 1));
    }
    if (covered.last() < steps.last()) {
      ends.add(new StepRange(covered.last() + 1, steps.last()));
    }
    return ends;
  }

  /**
   * The outline of the whole range.
   *
   * @param ends all points in {@link #ends}
   */
  public CurveOutline with(Points ends) {
    double[] until = outline.until();
    CurveOutline.Builder all = new CurveOutline.Builder();
    for (int i = 0; i < until.length; i++) {
      all.add(outline.points().slice(i, i + 1), until[i] - (i == 0 ? 0 : until[i - 1]));
    }
    all.add(ends, ends.size());
    return all.build();
  }
}
