package dev.kiseki.protocol.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Runs in the form of MLflow's {@code Run} and {@code RunInfo} messages, fields in their order.
 * Empty lists and an end time that was never set are left out; the run has its id twice.
 */
public final class RunJson {
  private RunJson() {}

  /** A {@code Run} as get and search answer it: with empty inputs and outputs. */
  public static void write(JsonGenerator json, RunView view) throws IOException {
    json.writeStartObject();
    infoAndData(json, view);
    emptyObject(json, "outputs");
    json.writeEndObject();
  }

  /** A {@code Run} as create answers it: without outputs. */
  public static void writeCreated(JsonGenerator json, RunView view) throws IOException {
    json.writeStartObject();
    infoAndData(json, view);
    json.writeEndObject();
  }

  private static void infoAndData(JsonGenerator json, RunView view) throws IOException {
    RunDocument run = view.run();
    json.writeFieldName("info");
    writeInfo(json, view);
    json.writeObjectFieldStart("data");
    if (run.metrics().size() > 0) {
      json.writeArrayFieldStart("metrics");
      each(run.metrics(), (key, metric) -> writeMetric(json, key, metric));
      json.writeEndArray();
    }
    writePairs(json, "params", run.params());
    writePairs(json, "tags", run.tags());
    json.writeEndObject();
    emptyObject(json, "inputs");
  }

  /** A {@code RunInfo}. */
  public static void writeInfo(JsonGenerator json, RunView view) throws IOException {
    RunDocument run = view.run();
    json.writeStartObject();
    json.writeStringField("run_uuid", run.id().text());
    json.writeStringField("experiment_id", run.experiment().toString());
    json.writeStringField("run_name", run.name());
    json.writeStringField("user_id", run.userId());
    json.writeStringField("status", run.status().name());
    json.writeNumberField("start_time", run.startTimeMillis());
    if (run.endTimeMillis().isPresent()) {
      json.writeNumberField("end_time", run.endTimeMillis().getAsLong());
    }
    json.writeStringField("artifact_uri", run.artifactUri());
    json.writeStringField("lifecycle_stage", view.stage().text());
    json.writeStringField("run_id", run.id().text());
    json.writeEndObject();
  }

  /** A {@code Metric} of a run: key, value, timestamp, step. */
  public static void writeMetric(
      JsonGenerator json, String key, double value, long timestamp, long step) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", key);
    json.writeNumberField("value", value);
    json.writeNumberField("timestamp", timestamp);
    json.writeNumberField("step", step);
    json.writeEndObject();
  }

  private static void writeMetric(JsonGenerator json, String key, LatestMetric metric)
      throws IOException {
    writeMetric(json, key, metric.value(), metric.timestamp(), metric.step());
  }

  /** A list of {@code {key, value}} under a name; nothing when it would be empty. */
  static void writePairs(JsonGenerator json, String name, KeyedMap<String> pairs)
      throws IOException {
    if (pairs.size() == 0) {
      return;
    }
    json.writeArrayFieldStart(name);
    each(
        pairs,
        (key, value) -> {
          json.writeStartObject();
          json.writeStringField("key", key);
          json.writeStringField("value", value);
          json.writeEndObject();
        });
    json.writeEndArray();
  }

  private static void emptyObject(JsonGenerator json, String name) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeEndObject();
  }

  private interface Entry<V> {
    void write(String key, V value) throws IOException;
  }

  private static <V> void each(KeyedMap<V> map, Entry<V> entry) throws IOException {
    try {
      map.forEach(
          (key, value) -> {
            try {
              entry.write(key, value);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
