package dev.kiseki.store.scan;

import java.util.List;

/** A place in a total order: one value for each of the order's keys, the tie-break included. */
public record SortKey(List<SortValue> values) {
  public SortKey {
    values = List.copyOf(values);
  }
}
