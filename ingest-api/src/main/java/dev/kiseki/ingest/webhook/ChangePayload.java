package dev.kiseki.ingest.webhook;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.webhook.Delivery;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is told of a change of the registry, fields in MLflow's order. A prompt's own tags that mark
 * it are left out; the template is one of them.
 */
record ChangePayload(Delivery delivery) implements RegistryChange.Cases<Payloads.Data> {
  private static final String PROMPT_TYPE = "_mlflow_prompt_type";

  static byte[] body(Delivery delivery, RegistryChange change, long at) {
    return Payloads.body(delivery.event(), at, change.match(new ChangePayload(delivery)));
  }

  private boolean ofPrompt() {
    return switch (delivery.event().entity()) {
      case PROMPT, PROMPT_VERSION, PROMPT_TAG, PROMPT_VERSION_TAG, PROMPT_ALIAS -> true;
      default -> false;
    };
  }

  private Map<String, String> tags(List<KeyValue> pairs) {
    Map<String, String> tags = new LinkedHashMap<>();
    pairs.forEach(tag -> tags.put(tag.key(), tag.value()));
    if (ofPrompt()) {
      tags.remove(RegisteredModel.IS_PROMPT);
      tags.remove(PROMPT_TYPE);
    }
    return tags;
  }

  private static void write(JsonGenerator json, Map<String, String> tags) throws IOException {
    json.writeObjectFieldStart("tags");
    for (Map.Entry<String, String> tag : tags.entrySet()) {
      json.writeStringField(tag.getKey(), tag.getValue());
    }
    json.writeEndObject();
  }

  /** Text that MLflow tells as null when there is none. */
  private static void writeOrNull(JsonGenerator json, String name, String text) throws IOException {
    if (text == null || text.isEmpty()) {
      json.writeNullField(name);
    } else {
      json.writeStringField(name, text);
    }
  }

  private static Payloads.Data texts(String... namesAndTexts) {
    return json -> {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        json.writeStringField(namesAndTexts[i], namesAndTexts[i + 1]);
      }
    };
  }

  @Override
  public Payloads.Data createModel(RegistryChange.CreateModel create) {
    return json -> {
      json.writeStringField("name", create.model());
      write(json, tags(create.tags()));
      json.writeStringField("description", create.description());
    };
  }

  @Override
  public Payloads.Data createVersion(RegistryChange.CreateVersion create) {
    Map<String, String> tags = tags(create.tags());
    return json -> {
      json.writeStringField("name", create.model());
      json.writeStringField("version", Integer.toString(delivery.version()));
      if (ofPrompt()) {
        String template = tags.remove(RegisteredModel.PROMPT_TEXT);
        if (template == null) {
          json.writeNullField("template");
        } else {
          json.writeStringField("template", template);
        }
      } else {
        json.writeStringField("source", create.source());
        writeOrNull(json, "run_id", create.runId());
      }
      write(json, tags);
      writeOrNull(json, "description", create.description());
    };
  }

  @Override
  public Payloads.Data setModelTag(RegistryChange.SetModelTag set) {
    return texts("name", set.model(), "key", set.key(), "value", set.value());
  }

  @Override
  public Payloads.Data deleteModelTag(RegistryChange.DeleteModelTag delete) {
    return texts("name", delete.model(), "key", delete.key());
  }

  @Override
  public Payloads.Data setVersionTag(RegistryChange.SetVersionTag set) {
    return texts(
        "name", set.model(),
        "version", Integer.toString(set.version()),
        "key", set.key(),
        "value", set.value());
  }

  @Override
  public Payloads.Data deleteVersionTag(RegistryChange.DeleteVersionTag delete) {
    return texts(
        "name", delete.model(),
        "version", Integer.toString(delete.version()),
        "key", delete.key());
  }

  @Override
  public Payloads.Data setAlias(RegistryChange.SetAlias set) {
    return texts(
        "name", set.model(), "alias", set.alias(), "version", Integer.toString(set.version()));
  }

  @Override
  public Payloads.Data deleteAlias(RegistryChange.DeleteAlias delete) {
    return texts("name", delete.model(), "alias", delete.alias());
  }

  @Override
  public Payloads.Data describeModel(RegistryChange.DescribeModel describe) {
    throw untold();
  }

  @Override
  public Payloads.Data renameModel(RegistryChange.RenameModel rename) {
    throw untold();
  }

  @Override
  public Payloads.Data deleteModel(RegistryChange.DeleteModel delete) {
    throw untold();
  }

  @Override
  public Payloads.Data describeVersion(RegistryChange.DescribeVersion describe) {
    throw untold();
  }

  @Override
  public Payloads.Data moveVersion(RegistryChange.MoveVersion move) {
    throw untold();
  }

  @Override
  public Payloads.Data deleteVersion(RegistryChange.DeleteVersion delete) {
    throw untold();
  }

  private static IllegalStateException untold() {
    return new IllegalStateException("no webhook hears of this change");
  }
}
