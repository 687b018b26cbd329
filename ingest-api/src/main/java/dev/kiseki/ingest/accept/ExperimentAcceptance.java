package dev.kiseki.ingest.accept;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.catalog.CatalogProposal.CreateExperiment;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperiment;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperimentTag;
import dev.kiseki.event.catalog.CatalogProposal.RenameExperiment;
import dev.kiseki.event.catalog.CatalogProposal.RestoreExperiment;
import dev.kiseki.event.catalog.CatalogProposal.SetExperimentTag;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.rule.ArtifactLocations;
import dev.kiseki.event.rule.ExperimentRules;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.protocol.request.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Writes to experiments, each from its fields to its proposal; fields and rules in MLflow 3.17.2's
 * order.
 *
 * @param defaultArtifactRoot what the location of an experiment without one begins with
 * @param allowedSchemes host-addressed schemes that clients may use in locations
 * @param workingDirectory what relative local locations are below
 */
public record ExperimentAcceptance(
    String defaultArtifactRoot, Set<String> allowedSchemes, String workingDirectory) {
  private static final String ID = "experiment_id";

  public ExperimentAcceptance {
    allowedSchemes = Set.copyOf(allowedSchemes);
  }

  public CatalogProposal create(RequestFields fields) {
    String name = fields.requiredText("name");
    String location = fields.textOrEmpty("artifact_location");
    List<KeyValue> tags = new ArrayList<>();
    for (RequestFields tag : fields.objects("tags")) {
      tags.add(new KeyValue(tag.textOrEmpty("key"), tag.textOrEmpty("value")));
    }
    ExperimentRules.views(tags);
    if (!location.isEmpty()) {
      ArtifactLocations.check(location, allowedSchemes);
    }
    ExperimentRules.name(name);
    if (!location.isEmpty()) {
      location = ArtifactLocations.stored(location, workingDirectory);
    }
    for (KeyValue tag : tags) {
      check(tag);
    }
    Tags.distinct(tags);
    return new CreateExperiment(name, location, tags, defaultArtifactRoot);
  }

  public CatalogProposal delete(RequestFields fields) {
    return new DeleteExperiment(id(fields));
  }

  public CatalogProposal restore(RequestFields fields) {
    return new RestoreExperiment(id(fields));
  }

  public CatalogProposal rename(RequestFields fields) {
    String id = fields.requiredText(ID);
    String name = fields.requiredText("new_name");
    ExperimentRules.name(name);
    return new RenameExperiment(Identifiers.experiment(id), name);
  }

  public CatalogProposal setTag(RequestFields fields) {
    String id = fields.requiredText(ID);
    KeyValue tag = new KeyValue(fields.requiredText("key"), fields.textOrEmpty("value"));
    check(tag);
    return new SetExperimentTag(Identifiers.experiment(id), tag.key(), tag.value());
  }

  public CatalogProposal deleteTag(RequestFields fields) {
    String id = fields.requiredText(ID);
    String key = fields.requiredText("key");
    return new DeleteExperimentTag(Identifiers.experiment(id), key);
  }

  private static void check(KeyValue tag) {
    ExperimentRules.tag(tag);
    ArchivalTags.check(tag);
  }

  private static ExperimentId id(RequestFields fields) {
    return Identifiers.experiment(fields.requiredText(ID));
  }
}
