package dev.kiseki.ingest.accept;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.RunData;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.ModelProposal.LogMetrics;
import dev.kiseki.event.run.ModelProposal.Point;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.protocol.request.LogBatchBody;
import dev.kiseki.protocol.request.LogBatchBody.ModelShare;
import dev.kiseki.protocol.request.RequestFields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The share of logged models in what a run logs: one event a model, besides the run's own. A client
 * sends a point once for each model that it belongs to, and once more for none; for the run it is
 * one point.
 */
public final class ModelShares {
  private ModelShares() {}

  /**
   * What a log-metric gives to a model.
   *
   * @param run the run's own event
   * @return none or one
   */
  public static List<RunEvent> ofMetric(RunEvent run, RequestFields fields) {
    String model = fields.textOrEmpty("model_id");
    if (model.isEmpty()) {
      return List.of();
    }
    MetricColumns metrics = ((LogBatch) run.proposal()).metrics();
    ModelShare share =
        new ModelShare(
            0, model, fields.textOrEmpty("dataset_name"), fields.textOrEmpty("dataset_digest"));
    return events(run, metrics, List.of(share));
  }

  /**
   * What a log-batch gives to models; the body has passed the run's rules.
   *
   * @return one event a model, in the order in which they are named first
   */
  public static List<RunEvent> ofBatch(RunEvent run, LogBatchBody body) {
    return body.models().isEmpty() ? List.of() : events(run, body.metrics(), body.models());
  }

  private static List<RunEvent> events(
      RunEvent run, MetricColumns metrics, List<ModelShare> shares) {
    Map<String, List<Point>> points = new LinkedHashMap<>();
    for (ModelShare share : shares) {
      int i = share.point();
      points
          .computeIfAbsent(share.modelId(), model -> new ArrayList<>())
          .add(
              new Point(
                  metrics.key(i),
                  RunData.storedValue(metrics.value(i)),
                  metrics.timestamp(i),
                  metrics.step(i),
                  share.datasetName(),
                  share.datasetDigest()));
    }
    List<RunEvent> events = new ArrayList<>();
    points.forEach(
        (model, share) ->
            events.add(
                new RunEvent(
                    run.header(), new RunId(model), new LogMetrics(run.run().text(), share))));
    return events;
  }

  private record Seen(String key, long step, long timestamp, long bits) {}

  /** Each point once, at its first place. */
  static MetricColumns once(MetricColumns metrics) {
    Set<Seen> seen = new HashSet<>();
    MetricColumns.Builder once = new MetricColumns.Builder();
    for (int i = 0; i < metrics.size(); i++) {
      Seen point =
          new Seen(
              metrics.key(i),
              metrics.step(i),
              metrics.timestamp(i),
              Double.doubleToLongBits(metrics.value(i)));
      if (seen.add(point)) {
        once.add(point.key(), point.step(), point.timestamp(), metrics.value(i));
      }
    }
    return once.build();
  }
}
