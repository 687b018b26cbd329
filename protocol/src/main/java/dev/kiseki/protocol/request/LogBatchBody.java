package dev.kiseki.protocol.request;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.run.MetricColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The body of a log-batch, typed and complete, but not judged: keys, lengths and values are as they
 * were sent.
 *
 * @param modelId of the first point that names a logged model
 */
public record LogBatchBody(
    String runId,
    MetricColumns metrics,
    List<KeyValue> params,
    List<KeyValue> tags,
    Optional<String> modelId) {

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
    Optional<String> modelId = Optional.empty();
    for (RequestFields metric : fields.objects("metrics")) {
      String key = metric.requiredText("key");
      double value = metric.requiredFloat64("value");
      long timestamp = metric.requiredInt64("timestamp");
      points.add(key, metric.int64("step").orElse(0), timestamp, value);
      Optional<String> model = metric.text("model_id").filter(id -> !id.isEmpty());
      modelId = modelId.isPresent() ? modelId : model;
      metric.text("dataset_name");
      metric.text("dataset_digest");
    }
    return new LogBatchBody(
        runId, points.build(), pairs(fields, "params"), pairs(fields, "tags"), modelId);
  }

  private static List<KeyValue> pairs(RequestFields fields, String name) {
    List<KeyValue> pairs = new ArrayList<>();
    for (RequestFields pair : fields.objects(name)) {
      pairs.add(new KeyValue(pair.requiredText("key"), pair.textOrEmpty("value")));
    }
    return pairs;
  }
}
