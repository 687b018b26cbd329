package dev.kiseki.ingest.accept;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.catalog.NotActive;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.ArtifactLocations;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.event.rule.LoggedModelRules;
import dev.kiseki.event.rule.RunNames;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.protocol.request.RequestFields;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A logged model to be: everything about it but its experiment, which the catalog must know. MLflow
 * 3.17.2: {@code _create_logged_model} and {@code SqlAlchemyStore.create_logged_model}.
 *
 * @param name {@code ""} when none was given; the others too
 */
public record ModelCreation(
    ExperimentId experiment,
    String name,
    String modelType,
    String sourceRunId,
    List<KeyValue> params,
    List<KeyValue> tags) {
  public ModelCreation {
    params = List.copyOf(params);
    tags = List.copyOf(tags);
  }

  public static ModelCreation of(RequestFields fields) {
    String experiment = fields.requiredText("experiment_id");
    String name = fields.textOrEmpty("name");
    String type = fields.textOrEmpty("model_type");
    String run = fields.textOrEmpty("source_run_id");
    List<KeyValue> params = ModelAcceptance.pairs(fields, "params");
    List<KeyValue> tags = ModelAcceptance.pairs(fields, "tags");
    if (!name.isEmpty()) {
      LoggedModelRules.name(name);
    }
    return new ModelCreation(Identifiers.experiment(experiment), name, type, run, params, tags);
  }

  /** Whether this state of the catalog allows it; an older state may only lack the experiment. */
  public boolean allowedBy(CatalogState catalog) {
    return catalog.experiment(experiment).filter(Experiment::active).isPresent();
  }

  /**
   * @throws TrackingException when the experiment is unknown or deleted, or a key comes twice
   */
  public RunEvent event(Header header, CatalogState catalog, RandomGenerator random) {
    Experiment in =
        catalog.experiment(experiment).orElseThrow(() -> Identifiers.unknownExperiment(experiment));
    if (!in.active()) {
      throw TrackingException.invalid(NotActive.experiment(experiment));
    }
    LoggedModelRules.distinct("param", params);
    LoggedModelRules.distinct("tag", tags);
    RunId id = RunId.randomModel();
    return new RunEvent(
        header,
        id,
        new ModelProposal.CreateModel(
            experiment,
            name.isEmpty() ? RunNames.random(random) : name,
            modelType,
            sourceRunId,
            ArtifactLocations.forModel(in.artifactLocation(), id),
            params,
            tags));
  }
}
