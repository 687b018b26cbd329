package dev.kiseki.store.index;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.document.RunDocument;

/**
 * The runs of an experiment that are in one stage of their own; an experiment that was deleted or
 * restored since may put them into the other. Or its logged models. Every index lies within a
 * slice.
 */
public record IndexSlice(DocumentKind kind, ExperimentId experiment, LifecycleStage ownStage) {
  /** Of runs. */
  public IndexSlice(ExperimentId experiment, LifecycleStage ownStage) {
    this(DocumentKind.RUN, experiment, ownStage);
  }

  static IndexSlice of(RunDocument run) {
    return new IndexSlice(run.kind(), run.experiment(), run.ownStage());
  }
}
