package dev.kiseki.event.catalog;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogProposal.ChangeRegistry;
import dev.kiseki.event.catalog.CatalogProposal.ChangeWebhooks;
import dev.kiseki.event.catalog.CatalogProposal.CreateExperiment;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperiment;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperimentTag;
import dev.kiseki.event.catalog.CatalogProposal.RenameExperiment;
import dev.kiseki.event.catalog.CatalogProposal.RestoreExperiment;
import dev.kiseki.event.catalog.CatalogProposal.SetExperimentTag;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.registry.RegistryFold;
import dev.kiseki.event.webhook.WebhookFold;
import java.util.Optional;

/**
 * (state, event, offset) → (state', verdict), the same in every service. Rules are MLflow 3.17.2's
 * {@code SqlAlchemyStore}; its refusals are worded as its own, without the SQL that it appends.
 */
public final class CatalogFold {
  private static final String VIEWS = "mlflow.customView.view";
  private static final int MOST_VIEWS = 50;

  private CatalogFold() {}

  /**
   * @param next the state after the record; the same state when it was rejected
   * @param created the experiment that a create made
   */
  public record Outcome(CatalogState next, Verdict verdict, Optional<Experiment> created) {}

  /** Judges and applies one record. */
  public static Outcome apply(CatalogState state, CatalogEvent event, long offset) {
    return event.proposal().match(new Judge(state, event.header().sentAtMillis(), offset));
  }

  private record Judge(CatalogState state, long at, long offset)
      implements CatalogProposal.Cases<Outcome> {

    @Override
    public Outcome createExperiment(CreateExperiment create) {
      if (state.experimentNamed(create.name()).isPresent()) {
        return nameTaken(create.name());
      }
      ExperimentId id = new ExperimentId(state.nextExperimentId());
      KeyedMap<String> tags = KeyedMap.empty();
      for (KeyValue tag : create.tags()) {
        tags = tags.with(tag.key(), tag.value());
      }
      String location =
          create.artifactLocation().isEmpty()
              ? create.defaultArtifactRoot() + "/" + id
              : create.artifactLocation();
      Experiment experiment =
          new Experiment(id, create.name(), location, LifecycleStage.ACTIVE, at, at, tags, -1);
      CatalogState next = state.put(experiment).withNextExperimentId(state.nextExperimentId() + 1);
      return new Outcome(next, Verdict.APPLIED, Optional.of(experiment));
    }

    @Override
    public Outcome renameExperiment(RenameExperiment rename) {
      Experiment experiment = state.experiment(rename.experiment()).orElse(null);
      if (experiment == null) {
        return unknown(rename.experiment());
      }
      if (!experiment.active()) {
        return rejected(ErrorCode.INVALID_STATE, "Cannot rename a non-active experiment.");
      }
      Optional<Experiment> holder = state.experimentNamed(rename.newName());
      if (holder.isPresent() && !holder.get().id().equals(experiment.id())) {
        return nameTaken(rename.newName());
      }
      return applied(state.put(experiment.renamed(rename.newName(), at)));
    }

    @Override
    public Outcome deleteExperiment(DeleteExperiment delete) {
      Experiment experiment = state.experiment(delete.experiment()).orElse(null);
      return experiment == null || !experiment.active()
          ? unknown(delete.experiment())
          : applied(state.put(experiment.moved(LifecycleStage.DELETED, at, offset)));
    }

    @Override
    public Outcome restoreExperiment(RestoreExperiment restore) {
      Experiment experiment = state.experiment(restore.experiment()).orElse(null);
      return experiment == null || experiment.active()
          ? unknown(restore.experiment())
          : applied(state.put(experiment.moved(LifecycleStage.ACTIVE, at, offset)));
    }

    @Override
    public Outcome setExperimentTag(SetExperimentTag setTag) {
      Experiment experiment = state.experiment(setTag.experiment()).orElse(null);
      if (experiment == null) {
        return unknown(setTag.experiment());
      }
      if (!experiment.active()) {
        return notActive(experiment);
      }
      if (setTag.key().startsWith(VIEWS)
          && !experiment.tags().containsKey(setTag.key())
          && views(experiment) >= MOST_VIEWS) {
        return rejected(
            ErrorCode.INVALID_PARAMETER_VALUE,
            "An experiment can have at most " + MOST_VIEWS + " custom views.");
      }
      return applied(
          state.put(experiment.tagged(experiment.tags().with(setTag.key(), setTag.value()))));
    }

    @Override
    public Outcome deleteExperimentTag(DeleteExperimentTag deleteTag) {
      Experiment experiment = state.experiment(deleteTag.experiment()).orElse(null);
      if (experiment == null) {
        return unknown(deleteTag.experiment());
      }
      if (!experiment.active()) {
        return notActive(experiment);
      }
      if (!experiment.tags().containsKey(deleteTag.key())) {
        return rejected(
            ErrorCode.RESOURCE_DOES_NOT_EXIST,
            "No tag with name: " + deleteTag.key() + " in experiment with id " + experiment.id());
      }
      return applied(state.put(experiment.tagged(experiment.tags().without(deleteTag.key()))));
    }

    @Override
    public Outcome changeRegistry(ChangeRegistry change) {
      RegistryFold.Outcome outcome =
          RegistryFold.apply(state.registry(), change.change(), change.expected(), at, offset);
      if (outcome.verdict() instanceof Verdict.Rejected) {
        return new Outcome(state, outcome.verdict(), Optional.empty());
      }
      return applied(
          state
              .with(outcome.next())
              .with(state.webhooks().hear(change.change(), outcome.next(), offset)));
    }

    @Override
    public Outcome changeWebhooks(ChangeWebhooks change) {
      WebhookFold.Outcome outcome =
          WebhookFold.apply(state.webhooks(), change.change(), at, offset);
      return new Outcome(state.with(outcome.next()), outcome.verdict(), Optional.empty());
    }

    private static int views(Experiment experiment) {
      int[] count = {0};
      experiment.tags().forEach((key, value) -> count[0] += key.startsWith(VIEWS) ? 1 : 0);
      return count[0];
    }

    private Outcome applied(CatalogState next) {
      return new Outcome(next, Verdict.APPLIED, Optional.empty());
    }

    private Outcome rejected(ErrorCode code, String message) {
      return new Outcome(state, Verdict.rejected(code, message), Optional.empty());
    }

    private Outcome unknown(ExperimentId id) {
      return rejected(ErrorCode.RESOURCE_DOES_NOT_EXIST, "No Experiment with id=" + id + " exists");
    }

    private Outcome notActive(Experiment experiment) {
      return rejected(ErrorCode.INVALID_PARAMETER_VALUE, NotActive.experiment(experiment.id()));
    }

    private Outcome nameTaken(String name) {
      return rejected(
          ErrorCode.RESOURCE_ALREADY_EXISTS, "Experiment(name=" + name + ") already exists.");
    }
  }
}
