package dev.kiseki.event.registry;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.map.KeyedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A registered model. Times are epoch milliseconds.
 *
 * @param lastNumber the highest number that a version of it ever had; 0 = none
 * @param revision offset on the log of the last change to it or to anything of it
 */
public record RegisteredModel(
    String name,
    long createdAtMillis,
    long updatedAtMillis,
    String description,
    KeyedMap<String> tags,
    KeyedMap<ModelAlias> aliases,
    ModelVersions versions,
    int lastNumber,
    long revision) {
  /** The tag that makes a model or a version a prompt (MLflow 3.17.2, IS_PROMPT_TAG_KEY). */
  public static final String IS_PROMPT = "mlflow.prompt.is_prompt";

  /** The tag of a prompt's version that holds the template (PROMPT_TEXT_TAG_KEY). */
  public static final String PROMPT_TEXT = "mlflow.prompt.text";

  public boolean prompt() {
    return prompt(tags);
  }

  /** Whether these are the tags of a prompt. */
  public static boolean prompt(KeyedMap<String> tags) {
    return tags.get(IS_PROMPT).filter("true"::equalsIgnoreCase).isPresent();
  }

  /** As {@link #prompt(KeyedMap)}, of tags as they were given: of equal keys the last counts. */
  public static boolean prompt(List<KeyValue> tags) {
    String value = "";
    for (KeyValue tag : tags) {
      value = tag.key().equals(IS_PROMPT) ? tag.value() : value;
    }
    return "true".equalsIgnoreCase(value);
  }

  /** The aliases of a version, in their order. */
  public List<String> aliasesOf(int version) {
    List<String> names = new ArrayList<>();
    aliases.forEach(
        (name, alias) -> {
          if (alias.version() == version) {
            names.add(name);
          }
        });
    return names;
  }

  /** The version with the highest number of all. */
  public Optional<ModelVersion> latest() {
    Optional<ModelVersion> highest = Optional.empty();
    for (ModelStage stage : ModelStage.values()) {
      Optional<ModelVersion> version = versions.latest(stage);
      if (version.isPresent()
          && (highest.isEmpty() || version.get().number() > highest.get().number())) {
        highest = version;
      }
    }
    return highest;
  }

  /** The version with the highest number of each stage that has one, in the order of numbers. */
  public List<ModelVersion> latestVersions() {
    List<ModelVersion> latest = new ArrayList<>();
    for (ModelStage stage : ModelStage.values()) {
      versions.latest(stage).ifPresent(latest::add);
    }
    latest.sort((a, b) -> Integer.compare(a.number(), b.number()));
    return latest;
  }
}
