package dev.kiseki.processor.fold;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.key.StageEntry;
import java.util.Optional;

/**
 * The experiments that were ever deleted, as this partition has heard of it. Immutable.
 *
 * @param byExperiment last marker of each, under the experiment's number as text
 * @param catalogOffset highest offset on catalog-events that a marker named; -1 = none
 */
public record ExperimentStages(KeyedMap<StageEntry> byExperiment, long catalogOffset) {
  public static final ExperimentStages NONE = new ExperimentStages(KeyedMap.empty(), -1);

  public Optional<StageEntry> of(ExperimentId experiment) {
    return byExperiment.get(experiment.toString());
  }

  public boolean deleted(ExperimentId experiment) {
    return of(experiment).map(StageEntry::deleted).orElse(false);
  }

  /** The stages after a marker; themselves when it says nothing new. */
  public ExperimentStages with(ExperimentId experiment, StageEntry marker) {
    long known = of(experiment).map(StageEntry::catalogOffset).orElse(-1L);
    if (marker.catalogOffset() <= known) {
      return this;
    }
    return new ExperimentStages(
        byExperiment.with(experiment.toString(), marker),
        Math.max(catalogOffset, marker.catalogOffset()));
  }

  /** The stage in effect for a run; see {@link RunDocument#stage}. */
  public LifecycleStage stageOf(RunDocument run) {
    StageEntry marker = byExperiment.get(run.experiment().toString()).orElse(null);
    if (marker == null) {
      return run.ownStage();
    }
    return run.stage(
        marker.deleted() ? LifecycleStage.DELETED : LifecycleStage.ACTIVE, marker.markerOffset());
  }

  /**
   * Since when a run whose stage in effect is deleted has been so, in epoch milliseconds: as its
   * own record said, or the marker of its experiment where that spoke later. {@link
   * StageEntry#UNKNOWN} when an earlier build kept no time of the marker.
   */
  public long deletedAt(RunDocument run) {
    return of(run.experiment())
        .filter(marker -> marker.markerOffset() > run.stageOffset())
        .map(StageEntry::atMillis)
        .orElse(run.deletedAtMillis());
  }

  public RunView view(RunDocument run) {
    return new RunView(run, stageOf(run));
  }
}
