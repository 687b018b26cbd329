package dev.kiseki.event.registry;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.map.OffsetList;
import dev.kiseki.event.registry.VersionsByRun.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * All registered models after some record. Immutable. Of each name it also knows where on the log
 * the changes to its models stand, deleted ones included: that is a model's history.
 */
public final class Registry {
  public static final Registry EMPTY =
      new Registry(KeyedMap.empty(), KeyedMap.empty(), VersionsByRun.NONE, 0);

  private final KeyedMap<RegisteredModel> models;
  private final KeyedMap<OffsetList> histories;
  private final VersionsByRun byRun;
  private final int versions;

  private Registry(
      KeyedMap<RegisteredModel> models,
      KeyedMap<OffsetList> histories,
      VersionsByRun byRun,
      int versions) {
    this.models = models;
    this.histories = histories;
    this.byRun = byRun;
    this.versions = versions;
  }

  /** The registry that a snapshot describes. */
  public static Registry of(Collection<RegisteredModel> models, Map<String, OffsetList> histories) {
    Registry registry = EMPTY;
    for (RegisteredModel model : models) {
      registry = registry.put(model);
    }
    KeyedMap<OffsetList> offsets = KeyedMap.empty();
    for (Map.Entry<String, OffsetList> history : histories.entrySet()) {
      offsets = offsets.with(history.getKey(), history.getValue());
    }
    return new Registry(registry.models, offsets, registry.byRun, registry.versions);
  }

  /** Models, prompts included. */
  public int models() {
    return models.size();
  }

  /** Versions of all models. */
  public int versions() {
    return versions;
  }

  public Optional<RegisteredModel> model(String name) {
    return models.get(name);
  }

  /** Visits every model, prompts included, in the order of names. */
  public void forEachModel(Consumer<RegisteredModel> visitor) {
    models.forEach((name, model) -> visitor.accept(model));
  }

  /**
   * The models whose names come at or after this one, prompts included, by groups in the order of
   * names ({@link String#compareTo}); the first group may begin with models before it.
   */
  public List<ModelGroup> groupsFrom(String name) {
    return models.partsFrom(name).stream().map(ModelGroup::new).toList();
  }

  /** Visits every version that names a run. */
  public void forEachVersionOf(String runId, BiConsumer<RegisteredModel, ModelVersion> visitor) {
    for (Place place : byRun.of(runId)) {
      RegisteredModel model = models.get(place.model()).orElseThrow();
      visitor.accept(model, model.versions().get(place.version()).orElseThrow());
    }
  }

  /** Where on the log the changes to the models of this name stand, oldest first. */
  public OffsetList history(String name) {
    return histories.get(name).orElse(OffsetList.EMPTY);
  }

  /** Visits the history of every name that has one. */
  public void forEachHistory(BiConsumer<String, OffsetList> visitor) {
    histories.forEach(visitor);
  }

  /** A new model, with all its versions. */
  Registry put(RegisteredModel model) {
    List<ModelVersion> added = new ArrayList<>();
    model.versions().forEach(added::add);
    VersionsByRun runs = byRun;
    for (ModelVersion version : added) {
      runs = runs.with(version.runId(), new Place(model.name(), version.number()));
    }
    return new Registry(models.with(model.name(), model), histories, runs, versions + added.size());
  }

  /** The model changed, but for its name and which versions it has. */
  Registry changed(RegisteredModel model) {
    return new Registry(models.with(model.name(), model), histories, byRun, versions);
  }

  /** The model got a version. */
  Registry added(RegisteredModel model, ModelVersion version) {
    VersionsByRun runs = byRun.with(version.runId(), new Place(model.name(), version.number()));
    return new Registry(models.with(model.name(), model), histories, runs, versions + 1);
  }

  /** The model lost a version. */
  Registry removed(RegisteredModel model, ModelVersion version) {
    VersionsByRun runs = byRun.without(version.runId(), new Place(model.name(), version.number()));
    return new Registry(models.with(model.name(), model), histories, runs, versions - 1);
  }

  /** Without a model and its versions. */
  Registry without(RegisteredModel model) {
    List<ModelVersion> gone = new ArrayList<>();
    model.versions().forEach(gone::add);
    VersionsByRun runs = byRun;
    for (ModelVersion version : gone) {
      runs = runs.without(version.runId(), new Place(model.name(), version.number()));
    }
    return new Registry(models.without(model.name()), histories, runs, versions - gone.size());
  }

  Registry remember(String name, long offset) {
    return remember(name, history(name).with(offset));
  }

  Registry remember(String name, OffsetList history) {
    return new Registry(models, histories.with(name, history), byRun, versions);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Registry that
        && models.equals(that.models)
        && histories.equals(that.histories);
  }

  @Override
  public int hashCode() {
    return models.hashCode();
  }
}
