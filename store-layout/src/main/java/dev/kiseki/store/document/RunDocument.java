package dev.kiseki.store.document;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A run after some record of its partition, or a logged model, which is kept the same way: created
 * at the start, last updated at the end. Immutable; times are epoch milliseconds.
 *
 * @param ownStage the run's own stage; see {@link #stage}
 * @param stageOffset offset of the record that set it
 * @param deletedAtMillis when it was deleted; 0 when it is active
 * @param tags hold {@code mlflow.runName} unless that tag was deleted
 * @param batches metric batches that must not be counted again
 * @param model what makes this document a logged model's; empty for a run's
 * @param appliedOffset offset of the last record that changed it; a record at or before it is
 *     already in here
 */
public record RunDocument(
    RunId id,
    ExperimentId experiment,
    String name,
    String userId,
    RunStatus status,
    long startTimeMillis,
    OptionalLong endTimeMillis,
    String artifactUri,
    LifecycleStage ownStage,
    long stageOffset,
    long deletedAtMillis,
    KeyedMap<String> params,
    KeyedMap<String> tags,
    KeyedMap<LatestMetric> metrics,
    RecentBatches batches,
    RunLinks links,
    Optional<ModelPart> model,
    long appliedOffset) {

  /** The tag that lists the models that clients of MLflow 2 logged, as JSON. */
  public static final String MODEL_HISTORY = "mlflow.log-model.history";

  /** A run without batches and links. */
  public RunDocument(
      RunId id,
      ExperimentId experiment,
      String name,
      String userId,
      RunStatus status,
      long startTimeMillis,
      OptionalLong endTimeMillis,
      String artifactUri,
      LifecycleStage ownStage,
      long stageOffset,
      long deletedAtMillis,
      KeyedMap<String> params,
      KeyedMap<String> tags,
      KeyedMap<LatestMetric> metrics,
      long appliedOffset) {
    this(
        id,
        experiment,
        name,
        userId,
        status,
        startTimeMillis,
        endTimeMillis,
        artifactUri,
        ownStage,
        stageOffset,
        deletedAtMillis,
        params,
        tags,
        metrics,
        RecentBatches.NONE,
        RunLinks.NONE,
        Optional.empty(),
        appliedOffset);
  }

  public DocumentKind kind() {
    return model.isPresent() ? DocumentKind.LOGGED_MODEL : DocumentKind.RUN;
  }

  /** When a deleted logged model was deleted or last updated, whichever came later. */
  public long unusedSinceMillis() {
    return Math.max(deletedAtMillis, endTimeMillis.orElse(0));
  }

  /**
   * The stage in effect. Deleting or restoring an experiment does the same to all its runs, without
   * touching each: whichever of the two spoke later in this partition's log wins. Logged models
   * outlive their experiment, as in MLflow.
   *
   * @param experimentStage what the experiment's last marker in this partition said
   * @param markerOffset that marker's offset; -1 when there was none
   */
  public LifecycleStage stage(LifecycleStage experimentStage, long markerOffset) {
    return markerOffset > stageOffset && kind() == DocumentKind.RUN ? experimentStage : ownStage;
  }
}
