package dev.kiseki.processor.fold;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.store.document.LatestMetric;

/** A run's latest metrics after a batch. */
final class LatestPoints {
  private LatestPoints() {}

  /**
   * Reduces the batch to one point a key first, in the order of the batch, then touches the map
   * once a key: a batch of one metric costs one copy of a leaf, however many points it has.
   */
  static KeyedMap<LatestMetric> after(KeyedMap<LatestMetric> metrics, MetricColumns batch) {
    LatestMetric[] latest = new LatestMetric[batch.keys().size()];
    boolean[] known = new boolean[latest.length];
    boolean[] changed = new boolean[latest.length];
    for (int i = 0; i < batch.size(); i++) {
      int key = batch.keyIndex(i);
      if (!known[key]) {
        known[key] = true;
        latest[key] = metrics.get(batch.keys().get(key)).orElse(null);
      }
      if (latest[key] == null
          || latest[key].isBefore(batch.step(i), batch.timestamp(i), batch.value(i))) {
        changed[key] = true;
        latest[key] = new LatestMetric(batch.value(i), batch.timestamp(i), batch.step(i));
      }
    }
    KeyedMap<LatestMetric> after = metrics;
    for (int key = 0; key < latest.length; key++) {
      if (changed[key]) {
        after = after.with(batch.keys().get(key), latest[key]);
      }
    }
    return after;
  }
}
