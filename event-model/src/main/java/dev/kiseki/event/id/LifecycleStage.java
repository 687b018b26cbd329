package dev.kiseki.event.id;

import java.util.Locale;

/** Whether a run or an experiment is hidden. Deleting keeps everything. */
public enum LifecycleStage {
  ACTIVE,
  DELETED;

  /** MLflow's spelling: {@code active}, {@code deleted}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
