package dev.kiseki.protocol.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.RegisteredModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Registered models and versions in the form of MLflow's messages, fields in their order. What a
 * version lacks is {@code ""}; what a model lacks is left out.
 */
public final class RegistryJson {
  private RegistryJson() {}

  /** A {@code RegisteredModel}; the versions inside name no aliases, as in MLflow. */
  public static void write(JsonGenerator json, RegisteredModel model) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", model.name());
    json.writeNumberField("creation_timestamp", model.createdAtMillis());
    json.writeNumberField("last_updated_timestamp", model.updatedAtMillis());
    if (!model.description().isEmpty()) {
      json.writeStringField("description", model.description());
    }
    List<ModelVersion> latest = model.latestVersions();
    if (!latest.isEmpty()) {
      json.writeArrayFieldStart("latest_versions");
      for (ModelVersion version : latest) {
        write(json, model.name(), version, List.of());
      }
      json.writeEndArray();
    }
    writeTags(json, model.tags());
    writeAliases(json, model);
    json.writeEndObject();
  }

  private static void writeAliases(JsonGenerator json, RegisteredModel model) throws IOException {
    List<KeyValue> aliases = new ArrayList<>();
    model
        .aliases()
        .forEach((name, to) -> aliases.add(new KeyValue(name, Integer.toString(to.version()))));
    writePairs(json, "aliases", aliases, "alias", "version");
  }

  /** A {@code ModelVersion} with its aliases. */
  public static void write(JsonGenerator json, RegisteredModel model, ModelVersion version)
      throws IOException {
    write(json, model.name(), version, model.aliasesOf(version.number()));
  }

  /** A {@code ModelVersion} without aliases, as searches answer it. */
  public static void writeFound(JsonGenerator json, String model, ModelVersion version)
      throws IOException {
    write(json, model, version, List.of());
  }

  private static void write(
      JsonGenerator json, String model, ModelVersion version, List<String> aliases)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", model);
    json.writeStringField("version", Integer.toString(version.number()));
    json.writeNumberField("creation_timestamp", version.createdAtMillis());
    json.writeNumberField("last_updated_timestamp", version.updatedAtMillis());
    json.writeStringField("current_stage", version.stage().text());
    if (version.description().isPresent()) {
      json.writeStringField("description", version.description().get());
    }
    json.writeStringField("source", version.source());
    json.writeStringField("run_id", version.runId());
    json.writeStringField("status", "READY");
    writeTags(json, version.tags());
    json.writeStringField("run_link", version.runLink());
    if (!aliases.isEmpty()) {
      json.writeArrayFieldStart("aliases");
      for (String alias : aliases) {
        json.writeString(alias);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void writeTags(JsonGenerator json, KeyedMap<String> tags) throws IOException {
    List<KeyValue> pairs = new ArrayList<>(tags.size());
    tags.forEach((key, value) -> pairs.add(new KeyValue(key, value)));
    writePairs(json, "tags", pairs, "key", "value");
  }

  /** A list of objects of two texts; nothing when it would be empty. */
  private static void writePairs(
      JsonGenerator json, String name, List<KeyValue> pairs, String first, String second)
      throws IOException {
    if (pairs.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (KeyValue pair : pairs) {
      json.writeStartObject();
      json.writeStringField(first, pair.key());
      json.writeStringField(second, pair.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
