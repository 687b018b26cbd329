package dev.kiseki.protocol.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.map.KeyedMap;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Experiments in the form of MLflow's {@code Experiment} message, fields in its order. */
public final class ExperimentJson {
  private ExperimentJson() {}

  public static void write(JsonGenerator json, Experiment experiment) throws IOException {
    json.writeStartObject();
    json.writeStringField("experiment_id", experiment.id().toString());
    json.writeStringField("name", experiment.name());
    json.writeStringField("artifact_location", experiment.artifactLocation());
    json.writeStringField("lifecycle_stage", experiment.stage().text());
    json.writeNumberField("last_update_time", experiment.lastUpdateTimeMillis());
    json.writeNumberField("creation_time", experiment.creationTimeMillis());
    writeTags(json, experiment.tags());
    json.writeStringField("workspace", "default");
    json.writeEndObject();
  }

  /** A list of {@code {key, value}}; nothing when it would be empty. */
  private static void writeTags(JsonGenerator json, KeyedMap<String> tags) throws IOException {
    if (tags.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("tags");
    try {
      tags.forEach(
          (key, value) -> {
            try {
              json.writeStartObject();
              json.writeStringField("key", key);
              json.writeStringField("value", value);
              json.writeEndObject();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    json.writeEndArray();
  }
}
