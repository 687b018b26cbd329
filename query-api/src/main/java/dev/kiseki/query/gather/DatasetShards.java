package dev.kiseki.query.gather;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.store.key.DatasetKey;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks the owners of all partitions which data sets runs used. */
public interface DatasetShards {
  /**
   * The uses of the runs of some experiments, each once, at most so many. Fails with
   * TEMPORARILY_UNAVAILABLE when nobody answers for a partition: never fewer.
   */
  CompletionStage<List<DatasetKey.Use>> uses(List<ExperimentId> experiments, int limit);
}
