package dev.kiseki.protocol.request;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.run.MetricColumns;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a log-batch, typed and complete, but not judged: keys, lengths and values are as they
 * were sent.
 *
 * @param models the logged models that points belong to as well, in the order of the request
 */
public record LogBatchBody(
    String runId,
    MetricColumns metrics,
    List<KeyValue> params,
    List<KeyValue> tags,
    List<ModelShare> models) {
  public LogBatchBody {
    models = List.copyOf(models);
  }

  /**
   * A point that is a logged model's as well.
   *
   * @param point its place in the metrics
   * @param datasetName {@code ""} when none was given; the digest too
   */
  public record ModelShare(int point, String modelId, String datasetName, String datasetDigest) {}

  /**
   * Reads a body. A well-formed one goes from bytes to columns in one pass; whatever that pass
   * stumbles over is read again as a tree, which knows MLflow's order of refusals.
   *
   * @throws dev.kiseki.event.fault.TrackingException when a field is missing or has a wrong type
   */
  public static LogBatchBody read(byte[] body) {
    return LogBatchScan.read(body).orElseGet(() -> of(RequestReader.readBody(body)));
  }

  /** The same from fields: the definition that the one-pass reader is tested against. */
  static LogBatchBody of(RequestFields fields) {
    String runId = fields.requiredText("run_id");
    MetricColumns.Builder points = new MetricColumns.Builder();
    List<ModelShare> models = new ArrayList<>();
    for (RequestFields metric : fields.objects("metrics")) {
      String key = metric.requiredText("key");
      double value = metric.requiredFloat64("value");
      long timestamp = metric.requiredInt64("timestamp");
      points.add(key, metric.int64("step").orElse(0), timestamp, value);
      String model = metric.textOrEmpty("model_id");
      String name = metric.textOrEmpty("dataset_name");
      String digest = metric.textOrEmpty("dataset_digest");
      if (!model.isEmpty()) {
        models.add(new ModelShare(points.size() - 1, model, name, digest));
      }
    }
    return new LogBatchBody(
        runId, points.build(), pairs(fields, "params"), pairs(fields, "tags"), models);
  }

  private static List<KeyValue> pairs(RequestFields fields, String name) {
    List<KeyValue> pairs = new ArrayList<>();
    for (RequestFields pair : fields.objects(name)) {
      pairs.add(new KeyValue(pair.requiredText("key"), pair.textOrEmpty("value")));
    }
    return pairs;
  }
}
