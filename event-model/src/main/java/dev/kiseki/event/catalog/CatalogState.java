package dev.kiseki.event.catalog;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.webhook.Webhooks;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The whole catalog after some record. Immutable, so readers keep what they have while the tail
 * goes on.
 *
 * <p>A name belongs to one experiment, active or deleted (MLflow: a deleted experiment still blocks
 * its name).
 */
public final class CatalogState {
  private final long nextExperimentId;
  private final KeyedMap<Experiment> byId;
  private final KeyedMap<Experiment> byName;
  private final Registry registry;
  private final Webhooks webhooks;

  private CatalogState(
      long nextExperimentId,
      KeyedMap<Experiment> byId,
      KeyedMap<Experiment> byName,
      Registry registry,
      Webhooks webhooks) {
    this.nextExperimentId = nextExperimentId;
    this.byId = byId;
    this.byName = byName;
    this.registry = registry;
    this.webhooks = webhooks;
  }

  /** The catalog before the first record: MLflow's experiment 0, Default. */
  public static CatalogState genesis() {
    Experiment experiment =
        new Experiment(
            ExperimentId.DEFAULT,
            "Default",
            "mlflow-artifacts:/0",
            LifecycleStage.ACTIVE,
            0,
            0,
            KeyedMap.empty(),
            -1);
    return new CatalogState(1, KeyedMap.empty(), KeyedMap.empty(), Registry.EMPTY, Webhooks.NONE)
        .put(experiment);
  }

  /** The catalog that a snapshot describes. */
  public static CatalogState of(
      long nextExperimentId,
      Collection<Experiment> experiments,
      Registry registry,
      Webhooks webhooks) {
    CatalogState state =
        new CatalogState(nextExperimentId, KeyedMap.empty(), KeyedMap.empty(), registry, webhooks);
    for (Experiment experiment : experiments) {
      state = state.put(experiment);
    }
    return state;
  }

  public long nextExperimentId() {
    return nextExperimentId;
  }

  public int experiments() {
    return byId.size();
  }

  public Optional<Experiment> experiment(ExperimentId id) {
    return byId.get(id.toString());
  }

  public Optional<Experiment> experimentNamed(String name) {
    return byName.get(name);
  }

  /** Visits every experiment, deleted ones too, in no useful order. */
  public void forEachExperiment(Consumer<Experiment> visitor) {
    byId.forEach((id, experiment) -> visitor.accept(experiment));
  }

  CatalogState put(Experiment experiment) {
    KeyedMap<Experiment> names = byName;
    Optional<Experiment> before = byId.get(experiment.id().toString());
    if (before.isPresent() && !before.get().name().equals(experiment.name())) {
      names = names.without(before.get().name());
    }
    return new CatalogState(
        nextExperimentId,
        byId.with(experiment.id().toString(), experiment),
        names.with(experiment.name(), experiment),
        registry,
        webhooks);
  }

  CatalogState withNextExperimentId(long next) {
    return new CatalogState(next, byId, byName, registry, webhooks);
  }

  public Registry registry() {
    return registry;
  }

  CatalogState with(Registry next) {
    return new CatalogState(nextExperimentId, byId, byName, next, webhooks);
  }

  public Webhooks webhooks() {
    return webhooks;
  }

  CatalogState with(Webhooks next) {
    return new CatalogState(nextExperimentId, byId, byName, registry, next);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CatalogState that
        && nextExperimentId == that.nextExperimentId
        && byId.equals(that.byId)
        && registry.equals(that.registry)
        && webhooks.equals(that.webhooks);
  }

  @Override
  public int hashCode() {
    return byId.hashCode();
  }
}
