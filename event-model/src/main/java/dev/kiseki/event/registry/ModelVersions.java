package dev.kiseki.event.registry;

import dev.kiseki.event.map.NumberedList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The versions of a model that there are, by number, and the highest of each stage. Immutable. A
 * change costs a page of 256; taking the highest of a stage away costs the way down to the next.
 */
public final class ModelVersions {
  private static final int STAGES = ModelStage.values().length;
  public static final ModelVersions NONE =
      new ModelVersions(NumberedList.empty(), new int[STAGES], new int[STAGES]);

  private final NumberedList<ModelVersion> byNumber;
  private final int[] count;
  private final int[] highest;

  private ModelVersions(NumberedList<ModelVersion> byNumber, int[] count, int[] highest) {
    this.byNumber = byNumber;
    this.count = count;
    this.highest = highest;
  }

  /** All of these. */
  public static ModelVersions of(Iterable<ModelVersion> versions) {
    ModelVersions all = NONE;
    for (ModelVersion version : versions) {
      all = all.with(version);
    }
    return all;
  }

  public int size() {
    return Arrays.stream(count).sum();
  }

  public Optional<ModelVersion> get(int number) {
    return byNumber.get(number);
  }

  /** The version with the highest number in a stage. */
  public Optional<ModelVersion> latest(ModelStage stage) {
    return byNumber.get(highest[stage.place()]);
  }

  /** In the order of their numbers. */
  public void forEach(Consumer<ModelVersion> visitor) {
    byNumber.parts().forEach(part -> part.forEach(visitor));
  }

  /** The same by groups of up to 256, each with what all of it has in common. */
  public List<VersionGroup> groups() {
    return byNumber.parts().stream().map(VersionGroup::new).toList();
  }

  ModelVersions with(ModelVersion version) {
    ModelVersions base = without(version.number());
    int stage = version.stage().place();
    int[] counts = base.count.clone();
    int[] latest = base.highest.clone();
    counts[stage]++;
    latest[stage] = Math.max(latest[stage], version.number());
    return new ModelVersions(base.byNumber.with(version.number(), version), counts, latest);
  }

  ModelVersions without(int number) {
    Optional<ModelVersion> version = byNumber.get(number);
    if (version.isEmpty()) {
      return this;
    }
    int stage = version.get().stage().place();
    NumberedList<ModelVersion> rest = byNumber.with(number, null);
    int[] counts = count.clone();
    int[] latest = highest.clone();
    counts[stage]--;
    if (latest[stage] == number) {
      latest[stage] = counts[stage] == 0 ? 0 : highestBelow(rest, number, version.get().stage());
    }
    return new ModelVersions(rest, counts, latest);
  }

  private static int highestBelow(
      NumberedList<ModelVersion> versions, int number, ModelStage stage) {
    for (int below = number - 1; below > 0; below--) {
      if (versions.get(below).filter(version -> version.stage() == stage).isPresent()) {
        return below;
      }
    }
    return 0;
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof ModelVersions that) || !Arrays.equals(count, that.count)) {
      return false;
    }
    for (int number = 1; number < Math.max(byNumber.end(), that.byNumber.end()); number++) {
      if (!byNumber.get(number).equals(that.byNumber.get(number))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(count);
  }
}
