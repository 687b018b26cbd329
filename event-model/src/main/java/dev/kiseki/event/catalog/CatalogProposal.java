package dev.kiseki.event.catalog;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.registry.Expected;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.webhook.WebhookChange;
import java.util.List;

/** The closed set of things that can be proposed to the catalog. */
public sealed interface CatalogProposal {
  <R> R match(Cases<R> cases);

  /** One method a case and no fallback. */
  interface Cases<R> {
    R createExperiment(CreateExperiment create);

    R renameExperiment(RenameExperiment rename);

    R deleteExperiment(DeleteExperiment delete);

    R restoreExperiment(RestoreExperiment restore);

    R setExperimentTag(SetExperimentTag setTag);

    R deleteExperimentTag(DeleteExperimentTag deleteTag);

    R changeRegistry(ChangeRegistry change);

    R changeWebhooks(ChangeWebhooks change);
  }

  /**
   * @param artifactLocation {@code ""} = {@code defaultArtifactRoot} followed by the id that the
   *     fold gives
   * @param defaultArtifactRoot as configured where the request was accepted, for example {@code
   *     mlflow-artifacts:}
   */
  record CreateExperiment(
      String name, String artifactLocation, List<KeyValue> tags, String defaultArtifactRoot)
      implements CatalogProposal {
    public CreateExperiment {
      tags = List.copyOf(tags);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.createExperiment(this);
    }
  }

  record RenameExperiment(ExperimentId experiment, String newName) implements CatalogProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.renameExperiment(this);
    }
  }

  record DeleteExperiment(ExperimentId experiment) implements CatalogProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.deleteExperiment(this);
    }
  }

  record RestoreExperiment(ExperimentId experiment) implements CatalogProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.restoreExperiment(this);
    }
  }

  record SetExperimentTag(ExperimentId experiment, String key, String value)
      implements CatalogProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.setExperimentTag(this);
    }
  }

  record DeleteExperimentTag(ExperimentId experiment, String key) implements CatalogProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.deleteExperimentTag(this);
    }
  }

  /**
   * Something about registered models.
   *
   * @param by who wants it, as far as the request says; {@code ""} when it does not
   */
  record ChangeRegistry(RegistryChange change, Expected expected, String by)
      implements CatalogProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.changeRegistry(this);
    }
  }

  /** Something about webhooks. */
  record ChangeWebhooks(WebhookChange change) implements CatalogProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.changeWebhooks(this);
    }
  }
}
