package dev.kiseki.ingest.accept;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.registry.ModelStage;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.registry.RegistryRules;
import dev.kiseki.protocol.request.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes to registered models and their versions, each from its fields to its change; fields and
 * rules in MLflow 3.17.2's order. What needs more than the request, a version's source, is {@link
 * VersionSources}'.
 */
public final class RegistryAcceptance {
  private static final String NAME = "name";

  private RegistryAcceptance() {}

  /** A new version as it was asked for. */
  public record NewVersion(
      String model,
      String source,
      Optional<String> runId,
      String runLink,
      String description,
      Optional<String> modelId,
      List<KeyValue> tags) {
    public NewVersion {
      tags = List.copyOf(tags);
    }

    /** Of tags with the same key the last counts, as in MLflow. */
    public boolean prompt() {
      return RegisteredModel.prompt(tags);
    }
  }

  public static RegistryChange createModel(RequestFields fields) {
    String name = fields.requiredText(NAME);
    List<KeyValue> tags = tags(fields);
    String description = fields.textOrEmpty("description");
    RegistryRules.name(name);
    tags.forEach(RegistryRules::tag);
    return new RegistryChange.CreateModel(name, description, tags);
  }

  public static RegistryChange describeModel(RequestFields fields) {
    return new RegistryChange.DescribeModel(name(fields), fields.textOrEmpty("description"));
  }

  public static RegistryChange renameModel(RequestFields fields) {
    String name = fields.requiredText(NAME);
    String newName = fields.requiredText("new_name");
    RegistryRules.newName(newName);
    RegistryRules.name(name);
    return new RegistryChange.RenameModel(name, newName);
  }

  public static RegistryChange deleteModel(RequestFields fields) {
    return new RegistryChange.DeleteModel(name(fields));
  }

  public static RegistryChange setModelTag(RequestFields fields) {
    String name = fields.requiredText(NAME);
    KeyValue tag = new KeyValue(fields.requiredText("key"), fields.textOrEmpty("value"));
    RegistryRules.name(name);
    RegistryRules.tag(tag);
    return new RegistryChange.SetModelTag(name, tag.key(), tag.value());
  }

  public static RegistryChange deleteModelTag(RequestFields fields) {
    String name = fields.requiredText(NAME);
    String key = fields.requiredText("key");
    RegistryRules.name(name);
    RegistryRules.tagKey(key);
    return new RegistryChange.DeleteModelTag(name, key);
  }

  public static RegistryChange setAlias(RequestFields fields) {
    String name = fields.requiredText(NAME);
    String alias = fields.requiredText("alias");
    String version = fields.requiredText("version");
    RegistryRules.name(name);
    RegistryRules.newAlias(alias);
    return new RegistryChange.SetAlias(name, alias, RegistryRules.version(name, version));
  }

  public static RegistryChange deleteAlias(RequestFields fields) {
    String name = fields.requiredText(NAME);
    String alias = fields.requiredText("alias");
    RegistryRules.name(name);
    RegistryRules.alias(alias);
    return new RegistryChange.DeleteAlias(name, alias);
  }

  public static NewVersion createVersion(RequestFields fields) {
    String name = fields.requiredText(NAME);
    String source = fields.requiredText("source");
    Optional<String> runId = fields.text("run_id");
    List<KeyValue> tags = tags(fields);
    String runLink = fields.textOrEmpty("run_link");
    String description = fields.textOrEmpty("description");
    Optional<String> modelId = fields.text("model_id");
    NewVersion version = new NewVersion(name, source, runId, runLink, description, modelId, tags);
    RegistryRules.name(name);
    tags.forEach(RegistryRules::tag);
    return version;
  }

  public static RegistryChange describeVersion(RequestFields fields) {
    String name = fields.requiredText(NAME);
    String version = fields.requiredText("version");
    Optional<String> description = fields.text("description");
    return new RegistryChange.DescribeVersion(name, number(name, version), description);
  }

  public static RegistryChange moveVersion(RequestFields fields) {
    String name = fields.requiredText(NAME);
    String version = fields.requiredText("version");
    String text = fields.requiredText("stage");
    boolean archive = fields.bool("archive_existing_versions").orElse(false);
    ModelStage stage = RegistryRules.stage(text);
    if (archive && !stage.active()) {
      // 500 in MLflow, and so repeated by clients for minutes.
      throw TrackingException.invalid(
          "Model version transition cannot archive existing model versions because '"
              + text
              + "' is not an Active stage. Valid stages are ['Staging', 'Production']");
    }
    return new RegistryChange.MoveVersion(name, number(name, version), stage, archive);
  }

  public static RegistryChange deleteVersion(RequestFields fields) {
    String name = fields.requiredText(NAME);
    return new RegistryChange.DeleteVersion(name, number(name, fields.requiredText("version")));
  }

  public static RegistryChange setVersionTag(RequestFields fields) {
    String name = fields.requiredText(NAME);
    String version = fields.requiredText("version");
    KeyValue tag = new KeyValue(fields.requiredText("key"), fields.textOrEmpty("value"));
    int number = number(name, version);
    RegistryRules.tag(tag);
    return new RegistryChange.SetVersionTag(name, number, tag.key(), tag.value());
  }

  public static RegistryChange deleteVersionTag(RequestFields fields) {
    String name = fields.requiredText(NAME);
    String version = fields.requiredText("version");
    String key = fields.requiredText("key");
    int number = number(name, version);
    RegistryRules.tagKey(key);
    return new RegistryChange.DeleteVersionTag(name, number, key);
  }

  private static String name(RequestFields fields) {
    String name = fields.requiredText(NAME);
    RegistryRules.name(name);
    return name;
  }

  private static int number(String name, String version) {
    RegistryRules.name(name);
    return RegistryRules.version(name, version);
  }

  private static List<KeyValue> tags(RequestFields fields) {
    List<KeyValue> tags = new ArrayList<>();
    for (RequestFields tag : fields.objects("tags")) {
      tags.add(new KeyValue(tag.textOrEmpty("key"), tag.textOrEmpty("value")));
    }
    return tags;
  }
}
