package dev.kiseki.store.document;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.run.DatasetInput;
import java.util.List;
import java.util.Optional;

/**
 * A data set that a run read. What it is lies beside the runs, once for all runs of an experiment:
 * a schema and a profile may be megabytes long.
 *
 * @param tags of this use, {@code mlflow.data.context} among them
 */
public record DatasetUse(String name, String digest, List<KeyValue> tags) {
  public DatasetUse {
    tags = List.copyOf(tags);
  }

  /** What for, if it was said. */
  public Optional<String> context() {
    return DatasetInput.contextIn(tags);
  }
}
