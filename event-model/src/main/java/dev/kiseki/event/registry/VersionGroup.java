package dev.kiseki.event.registry;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.map.Part;
import java.util.Collection;
import java.util.function.Consumer;

/** Versions of one model with neighbouring numbers, 256 at most. */
public final class VersionGroup {
  private final Part<ModelVersion> versions;

  VersionGroup(Part<ModelVersion> versions) {
    this.versions = versions;
  }

  /**
   * @param updatedAtMillis when any of them was changed last; 0 = there is none
   */
  record Summary(TagsInUse tags, long updatedAtMillis) {
    static Summary of(Part<ModelVersion> versions) {
      TagsInUse.Gathering tags = new TagsInUse.Gathering();
      long[] updated = {0};
      versions.forEach(
          version -> {
            tags.add(version.tags());
            updated[0] = Math.max(updated[0], version.updatedAtMillis());
          });
      return new Summary(tags.all(), updated[0]);
    }
  }

  Summary summary() {
    return versions.summary(Summary::of);
  }

  /** When any of them was changed last, in epoch milliseconds. */
  public long updatedAtMillis() {
    return summary().updatedAtMillis();
  }

  /** False: none of them has all of these tags. */
  public boolean mayHold(Collection<KeyValue> tags) {
    return tags.isEmpty() || tags.stream().allMatch(summary().tags()::mayHold);
  }

  /** Visits them in the order of their numbers. */
  public void forEach(Consumer<ModelVersion> visitor) {
    versions.forEach(visitor);
  }
}
