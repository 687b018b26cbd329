package dev.kiseki.store.scan;

import dev.kiseki.store.document.DatasetUse;
import java.util.Optional;

/** What can be asked of a run's datasets. Numbers travel in {@link RunQueryCodec}. */
public enum DatasetField {
  NAME(1),
  DIGEST(2),
  /** The input tag {@code mlflow.data.context}. */
  CONTEXT(3);

  private final int number;

  DatasetField(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Empty when a use was logged without a context. */
  public Optional<String> of(DatasetUse use) {
    return switch (this) {
      case NAME -> Optional.of(use.name());
      case DIGEST -> Optional.of(use.digest());
      case CONTEXT -> use.context();
    };
  }

  public static DatasetField ofNumber(int number) {
    for (DatasetField field : values()) {
      if (field.number == number) {
        return field;
      }
    }
    throw new UnreadableQueryException("unknown dataset field " + number);
  }
}
