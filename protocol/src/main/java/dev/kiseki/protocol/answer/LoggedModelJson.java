package dev.kiseki.protocol.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.ModelPart.ModelPoint;
import dev.kiseki.store.document.RunDocument;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Logged models in the form of MLflow's {@code LoggedModel} message, fields in their order. Empty
 * lists are left out, so a model without params and metrics has an empty {@code data}. Every point
 * is answered, not only the latest of each metric, in the order in which they came.
 */
public final class LoggedModelJson {
  private LoggedModelJson() {}

  /** An object with the one field {@code model}. */
  public static void writeAlone(JsonGenerator json, RunDocument model) throws IOException {
    json.writeStartObject();
    json.writeFieldName("model");
    write(json, model);
    json.writeEndObject();
  }

  /**
   * @param model a document with a model's part
   */
  public static void write(JsonGenerator json, RunDocument model) throws IOException {
    ModelPart part = model.model().orElseThrow();
    json.writeStartObject();
    json.writeObjectFieldStart("info");
    json.writeStringField("model_id", model.id().text());
    json.writeStringField("experiment_id", model.experiment().toString());
    json.writeStringField("name", model.name());
    json.writeNumberField("creation_timestamp_ms", model.startTimeMillis());
    json.writeNumberField(
        "last_updated_timestamp_ms", model.endTimeMillis().orElse(model.startTimeMillis()));
    json.writeStringField("artifact_uri", model.artifactUri());
    json.writeStringField("status", part.status().wireName());
    json.writeStringField("model_type", part.modelType());
    json.writeStringField("source_run_id", part.sourceRunId());
    writePairs(json, "tags", model.tags());
    json.writeEndObject();
    json.writeObjectFieldStart("data");
    writePairs(json, "params", model.params());
    writePoints(json, model.id().text(), part.points());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void writePairs(JsonGenerator json, String name, KeyedMap<String> pairs)
      throws IOException {
    if (pairs.size() == 0) {
      return;
    }
    Map<String, String> sorted = new TreeMap<>();
    pairs.forEach(sorted::put);
    json.writeArrayFieldStart(name);
    for (Map.Entry<String, String> pair : sorted.entrySet()) {
      json.writeStartObject();
      json.writeStringField("key", pair.getKey());
      json.writeStringField("value", pair.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writePoints(JsonGenerator json, String model, List<ModelPoint> points)
      throws IOException {
    if (points.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("metrics");
    for (ModelPoint point : points) {
      json.writeStartObject();
      json.writeStringField("key", point.key());
      json.writeNumberField("value", point.value());
      json.writeNumberField("timestamp", point.timestamp());
      json.writeNumberField("step", point.step());
      writeUnlessEmpty(json, "dataset_name", point.datasetName());
      writeUnlessEmpty(json, "dataset_digest", point.datasetDigest());
      json.writeStringField("model_id", model);
      json.writeStringField("run_id", point.runId());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeUnlessEmpty(JsonGenerator json, String name, String text)
      throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(name, text);
    }
  }
}
