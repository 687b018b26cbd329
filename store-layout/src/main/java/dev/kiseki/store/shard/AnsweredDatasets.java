package dev.kiseki.store.shard;

import dev.kiseki.event.run.Dataset;
import java.util.List;

/**
 * Counts what the data sets of a page take in its JSON. Each row repeats them, so a page of a
 * thousand runs that used one data set of a megabyte would be a gigabyte; nobody has the memory.
 */
public final class AnsweredDatasets {
  private static final long MOST = 128L << 20;

  /** What to say of too many. */
  public static final String LIMIT =
      "Schemas and profiles of the data sets of the runs found take more than %d MiB in one answer. Ask for fewer runs at once (max_results)"
          .formatted(MOST >> 20);

  private long bytes;

  /** False once they are too many. */
  public boolean add(List<Dataset> datasets) {
    for (Dataset dataset : datasets) {
      bytes += dataset.answered();
    }
    return bytes <= MOST;
  }
}
