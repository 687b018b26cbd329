package dev.kiseki.event.catalog;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;

/** MLflow's wording when something deleted is written to; the same for both folds. */
public final class NotActive {
  private NotActive() {}

  public static String experiment(ExperimentId id) {
    return "The experiment " + id + " must be in the 'active' state. Current state is deleted.";
  }

  public static String run(RunId id) {
    return "The run " + id + " must be in the 'active' state. Current state is deleted.";
  }
}
