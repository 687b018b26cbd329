package dev.kiseki.store.scan;

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

  static DatasetField ofNumber(int number) {
    for (DatasetField field : values()) {
      if (field.number == number) {
        return field;
      }
    }
    throw new UnreadableQueryException("unknown dataset field " + number);
  }
}
