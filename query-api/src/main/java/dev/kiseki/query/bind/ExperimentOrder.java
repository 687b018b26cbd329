package dev.kiseki.query.bind;

import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.SortOrder;
import dev.kiseki.store.scan.SortValue;
import java.util.List;

/** A total order of experiments: its keys name the id. */
public record ExperimentOrder(List<Key> keys) {
  /** One key and its direction. */
  public record Key(ExperimentField field, boolean ascending) {}

  public ExperimentOrder {
    keys = List.copyOf(keys);
    if (keys.stream().noneMatch(key -> key.field() == ExperimentField.EXPERIMENT_ID)) {
      throw new IllegalArgumentException("without the id the order is not total");
    }
  }

  public SortOrder comparator() {
    return new SortOrder(keys.stream().map(Key::ascending).toList());
  }

  /** Where the experiment stands. */
  public SortKey keyOf(Experiment experiment) {
    return new SortKey(keys.stream().map(key -> key.field().sortValue(experiment)).toList());
  }

  /** Whether a position can stand in this order: as many values, each of the right kind. */
  public boolean accepts(SortKey position) {
    if (position.values().size() != keys.size()) {
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      boolean text = keys.get(i).field() == ExperimentField.NAME;
      SortValue value = position.values().get(i);
      if (text ? !(value instanceof SortValue.Text) : !(value instanceof SortValue.Whole)) {
        return false;
      }
    }
    return true;
  }
}
