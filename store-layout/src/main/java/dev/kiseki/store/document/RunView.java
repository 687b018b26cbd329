package dev.kiseki.store.document;

import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.run.Dataset;
import java.util.List;

/**
 * A run as a reader sees it: its document and the stage in effect.
 *
 * @param stage see {@link RunDocument#stage}
 * @param datasets what the data sets are that it read, as its links list them; empty where nobody
 *     asked for them
 */
public record RunView(RunDocument run, LifecycleStage stage, List<Dataset> datasets) {
  public RunView {
    datasets = List.copyOf(datasets);
  }

  /** Without its data sets. */
  public RunView(RunDocument run, LifecycleStage stage) {
    this(run, stage, List.of());
  }

  public RunView with(List<Dataset> found) {
    return new RunView(run, stage, found);
  }
}
