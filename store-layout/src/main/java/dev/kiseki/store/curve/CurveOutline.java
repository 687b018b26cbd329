package dev.kiseki.store.curve;

import dev.kiseki.store.chunk.OrderedHistory;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A curve by step, or as many of its points as were read, each standing for some of all.
 *
 * @param until i-th: how many points of the curve the points up to the i-th stand for
 */
public record CurveOutline(Points points, double[] until) {

  /** Of all points of a curve, by step. */
  public static CurveOutline ofAll(Points points) {
    double[] until = new double[points.size()];
    Arrays.setAll(until, i -> i + 1);
    return new CurveOutline(points, until);
  }

  /** Puts parts together. */
  public static final class Builder {
    private final List<Points> parts = new ArrayList<>();
    private final List<Double> weights = new ArrayList<>();

    /**
     * @param count how many points of the curve these stand for
     */
    public void add(Points points, double count) {
      if (points.size() > 0) {
        parts.add(points);
        weights.add(count / points.size());
      }
    }

    public CurveOutline build() {
      if (parts.isEmpty()) {
        return new CurveOutline(Points.EMPTY, new double[0]);
      }
      Points joined = Points.joined(parts);
      double[] weight = new double[joined.size()];
      int at = 0;
      for (int part = 0; part < parts.size(); part++) {
        for (int i = 0; i < parts.get(part).size(); i++) {
          weight[at++] = weights.get(part);
        }
      }
      int[] places = OrderedHistory.places(joined, PointOrder.BY_STEP);
      Points.Builder points = new Points.Builder();
      double[] until = new double[places.length];
      double sum = 0;
      for (int i = 0; i < places.length; i++) {
        points.add(joined.step(places[i]), joined.timestamp(places[i]), joined.value(places[i]));
        sum += weight[places[i]];
        until[i] = sum;
      }
      return new CurveOutline(points.build(), until);
    }
  }
}
