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
import dev.kiseki.event.rule.RunData;
import dev.kiseki.event.rule.RunNames;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.protocol.request.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A run to be: everything about it but its experiment, which the catalog must know. MLflow 3.17.2:
 * {@code _create_run} and {@code SqlAlchemyStore.create_run}.
 *
 * @param experiment absent means the default experiment
 * @param name {@code ""} when none was given
 */
public record RunCreation(
    ExperimentId experiment,
    String userId,
    long startTimeMillis,
    String name,
    List<KeyValue> tags) {
  static final String NAME_TAG = "mlflow.runName";

  public RunCreation {
    tags = List.copyOf(tags);
  }

  public static RunCreation of(RequestFields fields) {
    String experiment = fields.textOrEmpty("experiment_id");
    long startTime = fields.int64("start_time").orElse(0);
    String name = fields.textOrEmpty("run_name");
    String userId = fields.textOrEmpty("user_id");
    List<KeyValue> tags = new ArrayList<>();
    for (RequestFields tag : fields.objects("tags")) {
      tags.add(new KeyValue(tag.requiredText("key"), tag.textOrEmpty("value")));
    }
    ExperimentId id =
        experiment.isEmpty() ? ExperimentId.DEFAULT : Identifiers.experiment(experiment);
    return new RunCreation(id, userId, startTime, name, tags);
  }

  /** Whether this state of the catalog allows it; an older state may only lack the experiment. */
  public boolean allowedBy(CatalogState catalog) {
    return catalog.experiment(experiment).filter(Experiment::active).isPresent();
  }

  /**
   * @throws TrackingException when the experiment is unknown or deleted, or the name and its tag
   *     differ
   */
  public RunEvent event(Header header, CatalogState catalog, RandomGenerator random) {
    Experiment in =
        catalog.experiment(experiment).orElseThrow(() -> Identifiers.unknownExperiment(experiment));
    if (!in.active()) {
      throw TrackingException.invalid(NotActive.experiment(experiment));
    }
    String tagged = nameTag();
    if (!name.isEmpty() && !tagged.isEmpty() && !name.equals(tagged)) {
      throw TrackingException.invalid(
          "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different"
              + " values (run_name='"
              + name
              + "', mlflow.runName='"
              + tagged
              + "').");
    }
    List<KeyValue> stored = storedTags();
    String given = name.isEmpty() ? tagged : name;
    String chosen = given.isEmpty() ? RunNames.random(random) : given;
    stored.add(new KeyValue(NAME_TAG, chosen));
    RunId id = RunId.random();
    String artifactUri = ArtifactLocations.forRun(in.artifactLocation(), id);
    return new RunEvent(
        header,
        id,
        new RunProposal.Create(experiment, chosen, userId, startTimeMillis, artifactUri, stored));
  }

  private String nameTag() {
    for (KeyValue tag : tags) {
      if (tag.key().equals(NAME_TAG)) {
        return tag.value();
      }
    }
    return "";
  }

  /** The tags but the name's, by the rules of set-tag. */
  private List<KeyValue> storedTags() {
    Tags.distinct(tags);
    List<KeyValue> stored = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      KeyValue tag = RunData.tag("tags[" + i + "].", tags.get(i));
      if (!tag.key().equals(NAME_TAG)) {
        stored.add(tag);
      }
    }
    return stored;
  }
}
