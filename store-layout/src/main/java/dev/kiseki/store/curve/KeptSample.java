package dev.kiseki.store.curve;

import dev.kiseki.store.chunk.Points;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A sample that keeps what stands out: points at even distances, and instead of the nearest of
 * those the first, the last, the smallest, the largest and the first NaN.
 */
public final class KeptSample {
  private KeptSample() {}

  /**
   * @param most points in the sample, at least 1; when there is no room for all that stand out, the
   *     last comes before the first, the largest, the smallest and the NaN
   */
  public static Points of(CurveOutline curve, int most) {
    Points points = curve.points();
    int n = points.size();
    if (n <= most) {
      return points;
    }
    int[] picks = even(curve.until(), most);
    keep(picks, standingOut(points));
    Arrays.sort(picks);
    Points.Builder sample = new Points.Builder();
    for (int pick : picks) {
      sample.add(points.step(pick), points.timestamp(pick), points.value(pick));
    }
    return sample.build();
  }

  /** Different places, ascending, at even distances of the whole curve. */
  private static int[] even(double[] until, int most) {
    int n = until.length;
    double all = until[n - 1];
    int[] picks = new int[most];
    int at = 0;
    for (int i = 0; i < most; i++) {
      double place = all * i / most;
      while (at < n - (most - i) && until[at] <= place) {
        at++;
      }
      picks[i] = at++;
    }
    return picks;
  }

  private static int[] standingOut(Points points) {
    int smallest = -1;
    int largest = -1;
    int nan = -1;
    for (int i = 0; i < points.size(); i++) {
      double value = points.value(i);
      if (Double.isNaN(value)) {
        nan = nan < 0 ? i : nan;
        continue;
      }
      smallest = smallest < 0 || value < points.value(smallest) ? i : smallest;
      largest = largest < 0 || value > points.value(largest) ? i : largest;
    }
    return new int[] {points.size() - 1, 0, largest, smallest, nan};
  }

  private static void keep(int[] picks, int[] standingOut) {
    BitSet kept = new BitSet();
    for (int wanted : standingOut) {
      if (wanted < 0 || kept.get(wanted)) {
        continue;
      }
      int nearest = -1;
      for (int i = 0; i < picks.length; i++) {
        boolean free = !kept.get(picks[i]);
        if (free
            && (nearest < 0 || Math.abs(picks[i] - wanted) < Math.abs(picks[nearest] - wanted))) {
          nearest = i;
        }
      }
      if (nearest < 0) {
        return;
      }
      picks[nearest] = wanted;
      kept.set(wanted);
    }
  }
}
