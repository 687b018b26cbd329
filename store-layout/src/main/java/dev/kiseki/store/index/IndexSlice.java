package dev.kiseki.store.index;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.store.document.RunDocument;

/**
 * The runs of an experiment that are in one stage of their own; an experiment that was deleted or
 * restored since may put them into the other. Every index lies within a slice.
 */
public record IndexSlice(ExperimentId experiment, LifecycleStage ownStage) {
  static IndexSlice of(RunDocument run) {
    return new IndexSlice(run.experiment(), run.ownStage());
  }
}
