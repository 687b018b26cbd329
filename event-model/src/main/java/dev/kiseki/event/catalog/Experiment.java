package dev.kiseki.event.catalog;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.map.KeyedMap;

/**
 * An experiment as the catalog knows it. Times are epoch milliseconds.
 *
 * @param stageOffset offset on catalog-events of the last delete or restore; -1 when it was never
 *     deleted
 */
public record Experiment(
    ExperimentId id,
    String name,
    String artifactLocation,
    LifecycleStage stage,
    long creationTimeMillis,
    long lastUpdateTimeMillis,
    KeyedMap<String> tags,
    long stageOffset) {

  public boolean active() {
    return stage == LifecycleStage.ACTIVE;
  }

  Experiment renamed(String newName, long at) {
    return new Experiment(
        id, newName, artifactLocation, stage, creationTimeMillis, at, tags, stageOffset);
  }

  Experiment moved(LifecycleStage newStage, long at, long offset) {
    return new Experiment(
        id, name, artifactLocation, newStage, creationTimeMillis, at, tags, offset);
  }

  Experiment tagged(KeyedMap<String> newTags) {
    return new Experiment(
        id,
        name,
        artifactLocation,
        stage,
        creationTimeMillis,
        lastUpdateTimeMillis,
        newTags,
        stageOffset);
  }
}
