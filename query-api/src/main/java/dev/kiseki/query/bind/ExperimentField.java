package dev.kiseki.query.bind;

import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.store.scan.SortValue;
import java.util.Optional;

/** The attributes that experiments are searched and ordered by. */
public enum ExperimentField {
  NAME("name"),
  EXPERIMENT_ID("experiment_id"),
  CREATION_TIME("creation_time"),
  LAST_UPDATE_TIME("last_update_time");

  private final String key;

  ExperimentField(String key) {
    this.key = key;
  }

  static Optional<ExperimentField> ofKey(String key) {
    for (ExperimentField field : values()) {
      if (field.key.equals(key)) {
        return Optional.of(field);
      }
    }
    return Optional.empty();
  }

  String key() {
    return key;
  }

  /** Epoch milliseconds, of the two times. */
  long time(Experiment experiment) {
    return switch (this) {
      case CREATION_TIME -> experiment.creationTimeMillis();
      case LAST_UPDATE_TIME -> experiment.lastUpdateTimeMillis();
      case NAME, EXPERIMENT_ID -> throw new IllegalStateException(key + " is no time");
    };
  }

  public SortValue sortValue(Experiment experiment) {
    return switch (this) {
      case NAME -> new SortValue.Text(experiment.name());
      case EXPERIMENT_ID -> new SortValue.Whole(experiment.id().number());
      case CREATION_TIME, LAST_UPDATE_TIME -> new SortValue.Whole(time(experiment));
    };
  }
}
