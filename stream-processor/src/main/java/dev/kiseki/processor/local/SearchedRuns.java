package dev.kiseki.processor.local;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.key.DatasetKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The runs of one partition, as a search reads them. */
public interface SearchedRuns {
  /** Puts a question to the indexes, with what is not in them. Empty while they are being made. */
  <R> Optional<R> search(Function<IndexView, R> question);

  /**
   * Visits every run once, in no particular order, until the visitor says no. Reads and decodes all
   * of them; holds no more than the changed ones.
   */
  void everyRun(RunVisitor visitor);

  /** One look-up. */
  Optional<RunView> run(RunId run);

  /** What a data set is; there for each that a run of the partition uses. One look-up. */
  Optional<Dataset> dataset(DatasetKey key);

  /**
   * What data sets the runs of an experiment used, and what for, those of runs that are gone
   * included.
   *
   * @return the first keys as {@link DatasetKey#use} makes them, in order, none twice
   */
  List<byte[]> datasetUses(ExperimentId experiment, int limit);

  /** Sees one run. */
  @FunctionalInterface
  interface RunVisitor {
    /**
     * @param storedBytes that were read for it
     * @return whether to go on
     */
    boolean visit(RunView run, int storedBytes);
  }
}
