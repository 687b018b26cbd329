package dev.kiseki.processor.fold;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.ModelProposal.LogMetrics;
import dev.kiseki.event.run.ModelProposal.Point;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.ModelPart.ModelPoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A logged model's points and metrics after more came. A point is told from others by its key,
 * timestamp, step and run; when it comes again with another value or data set, the last stays
 * (MLflow 3.17.2 refuses that after the run has it already).
 */
record ModelMetricFold(List<ModelPoint> points, KeyedMap<LatestMetric> metrics) {
  private record Identity(String key, long timestamp, long step, String run) {
    static Identity of(ModelPoint point) {
      return new Identity(point.key(), point.timestamp(), point.step(), point.runId());
    }
  }

  /** Costs a look at each point that is held, and a reckoning of the metrics that came. */
  static ModelMetricFold of(
      List<ModelPoint> held, KeyedMap<LatestMetric> metrics, LogMetrics more) {
    Map<Identity, ModelPoint> come = new LinkedHashMap<>();
    long earliest = Long.MAX_VALUE;
    long latest = Long.MIN_VALUE;
    for (Point point : more.points()) {
      ModelPoint next = point(more.runId(), point);
      come.put(Identity.of(next), next);
      earliest = Math.min(earliest, point.timestamp());
      latest = Math.max(latest, point.timestamp());
    }
    List<ModelPoint> points = new ArrayList<>(held.size() + come.size());
    Set<String> anew = new HashSet<>();
    for (ModelPoint point : held) {
      boolean maybe = point.timestamp() >= earliest && point.timestamp() <= latest;
      ModelPoint again = maybe ? come.remove(Identity.of(point)) : null;
      if (again != null && !again.equals(point)) {
        anew.add(point.key());
        points.add(again);
      } else {
        points.add(point);
      }
    }
    points.addAll(come.values());
    return new ModelMetricFold(points, metrics(metrics, come.values(), points, anew));
  }

  private static ModelPoint point(String run, Point point) {
    return new ModelPoint(
        point.key(),
        point.value(),
        point.timestamp(),
        point.step(),
        run,
        point.datasetName(),
        point.datasetDigest());
  }

  /**
   * @param anew keys of which a point is another now
   */
  private static KeyedMap<LatestMetric> metrics(
      KeyedMap<LatestMetric> before,
      Iterable<ModelPoint> fresh,
      List<ModelPoint> points,
      Set<String> anew) {
    Map<String, Metric> changed = new HashMap<>();
    for (ModelPoint point : fresh) {
      if (!anew.contains(point.key())) {
        Metric metric = changed.computeIfAbsent(point.key(), key -> new Metric(before.get(key)));
        if (!metric.add(point)) {
          anew.add(point.key());
        }
      }
    }
    anew.forEach(key -> changed.put(key, new Metric(Optional.empty())));
    for (ModelPoint point : anew.isEmpty() ? List.<ModelPoint>of() : points) {
      if (anew.contains(point.key())) {
        changed.get(point.key()).addWithRun(point);
      }
    }
    KeyedMap<LatestMetric> after = before;
    for (Map.Entry<String, Metric> metric : changed.entrySet()) {
      after = after.with(metric.getKey(), metric.getValue().folded());
    }
    return after;
  }

  /** One metric while points are added to it. */
  private static final class Metric {
    private final Curve curve;
    private LatestMetric latest;
    private ModelPoint latestPoint;

    Metric(Optional<LatestMetric> before) {
      this.curve = new Curve(before);
      this.latest = before.orElse(null);
    }

    /** False when it can't be told which point is the latest: a document has no run of it. */
    boolean add(ModelPoint point) {
      int order = 1;
      if (latest != null) {
        int byTime = Long.compare(point.timestamp(), latest.timestamp());
        order = byTime != 0 ? byTime : Long.compare(point.step(), latest.step());
      }
      if (order == 0) {
        return false;
      }
      take(point, order > 0);
      return true;
    }

    void addWithRun(ModelPoint point) {
      boolean later = latestPoint == null || ModelPart.LATEST_LAST.compare(point, latestPoint) > 0;
      latestPoint = later ? point : latestPoint;
      take(point, later);
    }

    private void take(ModelPoint point, boolean later) {
      curve.add(point.step(), point.timestamp(), point.value(), true);
      if (later) {
        latest = new LatestMetric(point.value(), point.timestamp(), point.step());
      }
    }

    LatestMetric folded() {
      return new LatestMetric(
          latest.value(), latest.timestamp(), latest.step(), curve.metric().curve());
    }
  }
}
