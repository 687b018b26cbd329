package dev.kiseki.event.registry;

import dev.kiseki.event.map.KeyedMap;
import java.util.Optional;

/**
 * A version of a registered model. Times are epoch milliseconds.
 *
 * @param number 1, 2, 3 …, never used twice
 * @param description empty when it was taken away; {@code ""} when none was ever given
 * @param source as the caller gave it, or {@code models:/name/number} for what stood for that
 * @param location where its files are, when that is not the source; else {@code ""}
 * @param runId {@code ""} when it has none
 * @param revision offset on the log of the last change to it
 */
public record ModelVersion(
    int number,
    long createdAtMillis,
    long updatedAtMillis,
    Optional<String> description,
    ModelStage stage,
    String source,
    String location,
    String runId,
    String runLink,
    KeyedMap<String> tags,
    long revision) {

  /** Where its files are. */
  public String downloadUri() {
    return location.isEmpty() ? source : location;
  }

  public boolean prompt() {
    return RegisteredModel.prompt(tags);
  }

  ModelVersion described(Optional<String> newDescription, long at, long offset) {
    return copy(newDescription, stage, tags, at, offset);
  }

  ModelVersion moved(ModelStage newStage, long at, long offset) {
    return copy(description, newStage, tags, at, offset);
  }

  /** Tags move no time, as in MLflow. */
  ModelVersion tagged(KeyedMap<String> newTags, long offset) {
    return copy(description, stage, newTags, updatedAtMillis, offset);
  }

  ModelVersion renamed(long at, long offset) {
    return copy(description, stage, tags, at, offset);
  }

  private ModelVersion copy(
      Optional<String> newDescription,
      ModelStage newStage,
      KeyedMap<String> newTags,
      long at,
      long offset) {
    return new ModelVersion(
        number,
        createdAtMillis,
        at,
        newDescription,
        newStage,
        source,
        location,
        runId,
        runLink,
        newTags,
        offset);
  }
}
