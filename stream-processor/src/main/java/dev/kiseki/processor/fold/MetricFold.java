package dev.kiseki.processor.fold;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.store.document.LatestMetric;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A run's metrics after a batch.
 *
 * @param curves whether a metric of the batch has more than one point by now
 * @param history points that the document does not hold: a metric's only point stands in it whole,
 *     and joins the others when a second one comes
 */
record MetricFold(KeyedMap<LatestMetric> metrics, boolean curves, MetricColumns history) {

  /**
   * Reduces the batch to one curve a key first, in the order of the batch, then touches the map
   * once a key: a batch of one metric costs one copy of a leaf, however many points it has.
   */
  static MetricFold of(KeyedMap<LatestMetric> metrics, MetricColumns batch) {
    Curve[] curves = new Curve[batch.keys().size()];
    Earlier earlier = new Earlier(batch);
    for (int i = 0; i < batch.size(); i++) {
      int key = batch.keyIndex(i);
      if (curves[key] == null) {
        curves[key] = new Curve(metrics.get(batch.keys().get(key)));
      }
      Curve curve = curves[key];
      long step = batch.step(i);
      long timestamp = batch.timestamp(i);
      double value = batch.value(i);
      // What lies beyond all others is new for sure; else the batch itself may hold it twice.
      boolean fresh =
          curve.endsBefore(step, timestamp)
              || !(curve.holds(step, timestamp, value) || earlier.holds(i));
      curve.add(step, timestamp, value, fresh);
    }
    KeyedMap<LatestMetric> after = metrics;
    boolean[] kept = new boolean[curves.length];
    boolean several = false;
    for (int key = 0; key < curves.length; key++) {
      if (curves[key] != null) {
        LatestMetric metric = curves[key].metric();
        kept[key] = metric.curve().isPresent();
        several |= kept[key];
        after = curves[key].changed() ? after.with(batch.keys().get(key), metric) : after;
      }
    }
    return new MetricFold(after, several, history(metrics, batch, kept));
  }

  private static MetricColumns history(
      KeyedMap<LatestMetric> before, MetricColumns batch, boolean[] kept) {
    MetricColumns.Builder history = new MetricColumns.Builder();
    for (int key = 0; key < kept.length; key++) {
      Optional<LatestMetric> only = before.get(batch.keys().get(key));
      if (kept[key] && only.isPresent() && only.get().curve().isEmpty()) {
        LatestMetric point = only.get();
        history.add(batch.keys().get(key), point.step(), point.timestamp(), point.value());
      }
    }
    boolean all = true;
    for (int i = 0; i < batch.size(); i++) {
      all &= kept[batch.keyIndex(i)];
    }
    if (all && history.size() == 0) {
      return batch;
    }
    for (int i = 0; i < batch.size(); i++) {
      if (kept[batch.keyIndex(i)]) {
        history.add(batch.key(i), batch.step(i), batch.timestamp(i), batch.value(i));
      }
    }
    return history.build();
  }

  /** The points of the batch before one; read only when points come out of order. */
  private static final class Earlier {
    private final MetricColumns batch;
    private final Set<Point> points = new HashSet<>();
    private int read;

    private record Point(int key, long step, long timestamp, long bits) {}

    Earlier(MetricColumns batch) {
      this.batch = batch;
    }

    boolean holds(int index) {
      for (; read < index; read++) {
        points.add(point(read));
      }
      return index > 0 && points.contains(point(index));
    }

    private Point point(int i) {
      return new Point(
          batch.keyIndex(i),
          batch.step(i),
          batch.timestamp(i),
          Double.doubleToLongBits(batch.value(i)));
    }
  }
}
