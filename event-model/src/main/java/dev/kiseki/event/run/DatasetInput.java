package dev.kiseki.event.run;

import dev.kiseki.event.KeyValue;
import java.util.List;
import java.util.Optional;

/**
 * A run's use of a data set.
 *
 * @param tags of this use; no key twice
 */
public record DatasetInput(Dataset dataset, List<KeyValue> tags) {
  /** The tag that says what for: {@code train} for example. */
  public static final String CONTEXT = "mlflow.data.context";

  public DatasetInput {
    tags = List.copyOf(tags);
  }

  public Optional<String> context() {
    return contextIn(tags);
  }

  public static Optional<String> contextIn(List<KeyValue> tags) {
    for (KeyValue tag : tags) {
      if (tag.key().equals(CONTEXT)) {
        return Optional.of(tag.value());
      }
    }
    return Optional.empty();
  }
}
