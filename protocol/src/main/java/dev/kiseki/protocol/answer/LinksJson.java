package dev.kiseki.protocol.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.LongText;
import dev.kiseki.store.document.DatasetUse;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.document.RunLinks.ModelOutput;
import dev.kiseki.store.shard.PackedRun;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** MLflow's {@code RunInputs} and {@code RunOutputs}, fields in their order. */
final class LinksJson {
  private LinksJson() {}

  /**
   * @param links of that run
   */
  static void writeInputs(JsonGenerator json, PackedRun run, RunLinks links, boolean modelInputs)
      throws IOException {
    json.writeStartObject();
    if (!links.datasets().isEmpty()) {
      List<Dataset> datasets = run.datasets();
      json.writeArrayFieldStart("dataset_inputs");
      for (int i = 0; i < links.datasets().size(); i++) {
        write(json, links.datasets().get(i), datasets.get(i));
      }
      json.writeEndArray();
    }
    if (modelInputs && !links.modelInputs().isEmpty()) {
      json.writeArrayFieldStart("model_inputs");
      for (String model : links.modelInputs()) {
        json.writeStartObject();
        json.writeStringField("model_id", model);
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, DatasetUse use, Dataset dataset)
      throws IOException {
    json.writeStartObject();
    if (!use.tags().isEmpty()) {
      json.writeArrayFieldStart("tags");
      for (KeyValue tag : use.tags()) {
        json.writeStartObject();
        json.writeStringField("key", tag.key());
        json.writeStringField("value", tag.value());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeObjectFieldStart("dataset");
    json.writeStringField("name", dataset.name());
    json.writeStringField("digest", dataset.digest());
    json.writeStringField("source_type", dataset.sourceType());
    json.writeStringField("source", dataset.source());
    write(json, "schema", dataset.schema());
    write(json, "profile", dataset.profile());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Optional<LongText> text)
      throws IOException {
    if (text.isPresent()) {
      byte[] utf8 = text.get().utf8();
      json.writeFieldName(name);
      json.writeUTF8String(utf8, 0, utf8.length);
    }
  }

  static void writeOutputs(JsonGenerator json, RunLinks links) throws IOException {
    json.writeStartObject();
    if (!links.modelOutputs().isEmpty()) {
      json.writeArrayFieldStart("model_outputs");
      for (ModelOutput output : links.modelOutputs()) {
        json.writeStartObject();
        json.writeStringField("model_id", output.modelId());
        json.writeNumberField("step", output.step());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
