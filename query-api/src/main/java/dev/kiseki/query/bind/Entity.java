package dev.kiseki.query.bind;

import java.util.Optional;

/** What a key belongs to, with MLflow's singular names. */
enum Entity {
  METRIC("metric"),
  PARAM("parameter"),
  TAG("tag"),
  ATTRIBUTE("attribute"),
  DATASET("dataset");

  private final String mlflowName;

  Entity(String mlflowName) {
    this.mlflowName = mlflowName;
  }

  String mlflowName() {
    return mlflowName;
  }

  /** By MLflow's names and aliases; their case counts. */
  static Optional<Entity> named(String name) {
    return switch (name) {
      case "metric", "metrics" -> Optional.of(METRIC);
      case "parameter", "parameters", "param", "params" -> Optional.of(PARAM);
      case "tag", "tags" -> Optional.of(TAG);
      case "attribute", "attributes", "attr", "run" -> Optional.of(ATTRIBUTE);
      case "dataset", "datasets" -> Optional.of(DATASET);
      default -> Optional.empty();
    };
  }
}
