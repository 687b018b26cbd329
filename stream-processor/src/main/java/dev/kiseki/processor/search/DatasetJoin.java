package dev.kiseki.processor.search;

import dev.kiseki.event.run.Dataset;
import dev.kiseki.processor.local.SearchedRuns;
import dev.kiseki.store.document.DatasetUse;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.key.DatasetKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives runs of one partition what their data sets are. Costs a look-up for each data set, however
 * many runs use it, and nothing for a run without.
 */
public final class DatasetJoin {
  private final SearchedRuns runs;
  private final Map<DatasetKey, Dataset> found = new HashMap<>();

  public DatasetJoin(SearchedRuns runs) {
    this.runs = runs;
  }

  public RunView of(RunView view) {
    RunDocument run = view.run();
    List<DatasetUse> uses = run.links().datasets();
    if (uses.isEmpty()) {
      return view;
    }
    List<Dataset> datasets = new ArrayList<>(uses.size());
    for (DatasetUse use : uses) {
      DatasetKey key = new DatasetKey(run.experiment(), use.name(), use.digest());
      datasets.add(found.computeIfAbsent(key, this::required));
    }
    return view.with(datasets);
  }

  private Dataset required(DatasetKey key) {
    return runs.dataset(key)
        .orElseThrow(() -> new IllegalStateException("a run uses an unknown data set: " + key));
  }
}
