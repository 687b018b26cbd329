package dev.kiseki.ingest.accept;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.rule.RunData;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.event.run.RunProposal.Origin;
import dev.kiseki.protocol.request.RequestFields;
import java.util.List;
import java.util.Optional;

/**
 * Writes to one run, each from its fields to its event. Every method asks for the fields in the
 * order of MLflow 3.17.2's handlers, then applies the rules of its store, so that the first refusal
 * is MLflow's.
 */
public final class RunAcceptance {
  private static final String RUN_ID = "run_id";
  private static final String RUN_UUID = "run_uuid";

  private RunAcceptance() {}

  public static RunEvent update(Header header, RequestFields fields) {
    RunId run = new RunId(fields.requiredText(RUN_ID, RUN_UUID));
    var endTime = fields.int64("end_time");
    Optional<RunStatus> status =
        fields.enumeration("status", RunStatus::ofName, RunStatus::ofNumber);
    Optional<String> name = fields.text("run_name").filter(text -> !text.isEmpty());
    return new RunEvent(header, run, new RunProposal.Update(status, endTime, name));
  }

  public static RunEvent delete(Header header, RequestFields fields) {
    RunId run = new RunId(fields.requiredText(RUN_ID));
    return new RunEvent(header, run, new RunProposal.Delete());
  }

  public static RunEvent restore(Header header, RequestFields fields) {
    RunId run = new RunId(fields.requiredText(RUN_ID));
    return new RunEvent(header, run, new RunProposal.Restore());
  }

  public static RunEvent logMetric(Header header, RequestFields fields) {
    RunId run = new RunId(fields.requiredText(RUN_ID, RUN_UUID));
    String key = fields.requiredText("key");
    double value = fields.requiredFloat64("value");
    long timestamp = fields.requiredInt64("timestamp");
    long step = fields.int64("step").orElse(0);
    fields.text("model_id");
    fields.text("dataset_name");
    fields.text("dataset_digest");
    RunData.metric("", key, value, timestamp);
    MetricColumns point =
        new MetricColumns.Builder().add(key, step, timestamp, RunData.storedValue(value)).build();
    return batch(header, run, Origin.LOG_METRIC, point, List.of(), List.of());
  }

  public static RunEvent logParameter(Header header, RequestFields fields) {
    RunId run = new RunId(fields.requiredText(RUN_ID, RUN_UUID));
    KeyValue param = RunData.param("", pair(fields));
    return batch(header, run, Origin.LOG_PARAMETER, MetricColumns.EMPTY, List.of(param), List.of());
  }

  public static RunEvent setTag(Header header, RequestFields fields) {
    RunId run = new RunId(fields.requiredText(RUN_ID, RUN_UUID));
    KeyValue tag = RunData.tag("", pair(fields));
    return batch(header, run, Origin.SET_TAG, MetricColumns.EMPTY, List.of(), List.of(tag));
  }

  public static RunEvent deleteTag(Header header, RequestFields fields) {
    RunId run = new RunId(fields.requiredText(RUN_ID));
    return new RunEvent(header, run, new RunProposal.DeleteTag(fields.requiredText("key")));
  }

  private static KeyValue pair(RequestFields fields) {
    return new KeyValue(fields.requiredText("key"), fields.textOrEmpty("value"));
  }

  static RunEvent batch(
      Header header,
      RunId run,
      Origin origin,
      MetricColumns metrics,
      List<KeyValue> params,
      List<KeyValue> tags) {
    return new RunEvent(header, run, new LogBatch(origin, metrics, params, tags));
  }
}
