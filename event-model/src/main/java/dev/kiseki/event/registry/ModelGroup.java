package dev.kiseki.event.registry;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.map.Part;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Models with neighbouring names, 64 at most. What is known of all of them is worked out when it is
 * asked for the first time after a change, which costs a look at their tags and those of versions
 * near the change.
 */
public final class ModelGroup {
  private final Part<RegisteredModel> models;

  ModelGroup(Part<RegisteredModel> models) {
    this.models = models;
  }

  /**
   * @param firstName the smallest one
   * @param versionsUpdatedAtMillis when any version of them was changed last; 0 = there is none
   */
  private record Summary(
      String firstName, TagsInUse tags, TagsInUse versionTags, long versionsUpdatedAtMillis) {
    static Summary of(Part<RegisteredModel> models) {
      TagsInUse.Gathering tags = new TagsInUse.Gathering();
      TagsInUse.Gathering versionTags = new TagsInUse.Gathering();
      long[] updated = {0};
      String[] first = {null};
      models.forEach(
          model -> {
            first[0] = first[0] == null ? model.name() : first[0];
            tags.add(model.tags());
            for (VersionGroup versions : model.versions().groups()) {
              versionTags.add(versions.summary().tags());
              updated[0] = Math.max(updated[0], versions.updatedAtMillis());
            }
          });
      return new Summary(first[0], tags.all(), versionTags.all(), updated[0]);
    }
  }

  private Summary summary() {
    return models.summary(Summary::of);
  }

  /** The smallest name, by {@link String#compareTo}. */
  public String firstName() {
    return summary().firstName();
  }

  /** False: none of the models has all of these tags. */
  public boolean mayHold(Collection<KeyValue> tags) {
    return tags.isEmpty() || tags.stream().allMatch(summary().tags()::mayHold);
  }

  /** False: no version of any of the models has all of these tags. */
  public boolean versionsMayHold(Collection<KeyValue> tags) {
    return tags.isEmpty() || tags.stream().allMatch(summary().versionTags()::mayHold);
  }

  /** When any version of the models was changed last, in epoch milliseconds; 0 = there is none. */
  public long versionsUpdatedAtMillis() {
    return summary().versionsUpdatedAtMillis();
  }

  /** Visits the models in the order of names. */
  public void forEach(Consumer<RegisteredModel> visitor) {
    models.forEach(visitor);
  }
}
