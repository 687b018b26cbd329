package dev.kiseki.event.registry;

import java.util.Optional;

/** Stages of model versions. Numbers stand on the log. */
public enum ModelStage {
  NONE(1, "None"),
  STAGING(2, "Staging"),
  PRODUCTION(3, "Production"),
  ARCHIVED(4, "Archived");

  private final int number;
  private final String text;

  ModelStage(int number, String text) {
    this.number = number;
    this.text = text;
  }

  public int number() {
    return number;
  }

  /** From 0 on, without gaps. */
  int place() {
    return number - 1;
  }

  /** As it stands in answers. */
  public String text() {
    return text;
  }

  /** Whether others can be archived in favour of a version in it. */
  public boolean active() {
    return this == STAGING || this == PRODUCTION;
  }

  /** In any case, as MLflow takes it. */
  public static Optional<ModelStage> ofText(String text) {
    for (ModelStage stage : values()) {
      if (stage.text.equalsIgnoreCase(text)) {
        return Optional.of(stage);
      }
    }
    return Optional.empty();
  }

  /** NONE for a number of a later release. */
  public static ModelStage ofNumber(int number) {
    for (ModelStage stage : values()) {
      if (stage.number == number) {
        return stage;
      }
    }
    return NONE;
  }
}
