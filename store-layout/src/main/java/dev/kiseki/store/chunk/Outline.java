package dev.kiseki.store.chunk;

import java.util.BitSet;

/**
 * A few points of a chunk that keep its shape: of every group of consecutive points the first, the
 * smallest, the largest and the first NaN, and of all together the first and the last by step. So
 * nothing that stands out is lost, whatever is made of the rest.
 */
public final class Outline {
  /** Points in a group of the fine outline. */
  public static final int FINE = 64;

  /** Points in a group of the coarse outline. */
  public static final int COARSE = 1024;

  /** Points in a group of the coarsest outline. */
  public static final int COARSEST = 8192;

  private Outline() {}

  /**
   * The points of the outline, in the order they stand in the chunk, bit for bit. One pass; at most
   * 4 points a group and 2 more.
   *
   * @param group consecutive points of which some are taken, at least 1
   */
  public static Points of(Points points, int group) {
    BitSet taken = new BitSet(points.size());
    for (int from = 0; from < points.size(); from += group) {
      take(points, from, Math.min(points.size(), from + group), taken);
    }
    ends(points, taken);
    Points.Builder outline = new Points.Builder();
    for (int i = taken.nextSetBit(0); i >= 0; i = taken.nextSetBit(i + 1)) {
      outline.add(points.step(i), points.timestamp(i), points.value(i));
    }
    return outline.build();
  }

  private static void take(Points points, int from, int to, BitSet taken) {
    int smallest = from;
    int largest = from;
    int nan = -1;
    for (int i = from; i < to; i++) {
      double value = points.value(i);
      if (Double.isNaN(value)) {
        nan = nan < 0 ? i : nan;
        continue;
      }
      // A NaN there gives way to any other value.
      smallest = !(points.value(smallest) <= value) ? i : smallest;
      largest = !(points.value(largest) >= value) ? i : largest;
    }
    taken.set(from);
    taken.set(smallest);
    taken.set(largest);
    if (nan >= 0) {
      taken.set(nan);
    }
  }

  private static void ends(Points points, BitSet taken) {
    int first = 0;
    int last = 0;
    for (int i = 1; i < points.size(); i++) {
      first = PointOrder.BY_STEP.compare(points, i, first) < 0 ? i : first;
      last = PointOrder.BY_STEP.compare(points, i, last) > 0 ? i : last;
    }
    if (points.size() > 0) {
      taken.set(first);
      taken.set(last);
    }
  }
}
