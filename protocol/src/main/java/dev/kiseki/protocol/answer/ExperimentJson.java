package dev.kiseki.protocol.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.catalog.Experiment;
import java.io.IOException;

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
    RunJson.writePairs(json, "tags", experiment.tags());
    json.writeStringField("workspace", "default");
    json.writeEndObject();
  }
}
