package dev.kiseki.store.scan;

import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.RunDocument;

/**
 * The text attributes of a run or a logged model. Numbers travel in {@link RunQueryCodec}: never
 * reuse one.
 */
public enum TextAttribute {
  RUN_ID(1),
  /** The name itself. A filter on {@code run_name} tests the tag mlflow.runName instead. */
  RUN_NAME(2),
  /** The status's name, upper case. */
  STATUS(3),
  USER_ID(4),
  ARTIFACT_URI(5),
  /** Of logged models, {@code ""} for a run; the next two as well. */
  MODEL_TYPE(50),
  SOURCE_RUN_ID(51),
  /** The status's name without MLflow's prefix: {@code READY}. */
  MODEL_STATUS(52);

  private final int number;

  TextAttribute(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public String of(RunDocument run) {
    return switch (this) {
      case RUN_ID -> run.id().text();
      case RUN_NAME -> run.name();
      case STATUS -> run.status().name();
      case USER_ID -> run.userId();
      case ARTIFACT_URI -> run.artifactUri();
      case MODEL_TYPE -> run.model().map(ModelPart::modelType).orElse("");
      case SOURCE_RUN_ID -> run.model().map(ModelPart::sourceRunId).orElse("");
      case MODEL_STATUS -> run.model().map(model -> model.status().name()).orElse("");
    };
  }

  /**
   * @throws UnreadableQueryException when no attribute has the number
   */
  public static TextAttribute ofNumber(int number) {
    for (TextAttribute attribute : values()) {
      if (attribute.number == number) {
        return attribute;
      }
    }
    throw new UnreadableQueryException("unknown text attribute " + number);
  }
}
