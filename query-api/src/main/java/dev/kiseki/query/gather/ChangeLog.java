package dev.kiseki.query.gather;

import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.map.OffsetList;

/** The records of the catalog, one by one. */
public interface ChangeLog {
  /** Gets one record after the other. */
  interface Visitor {
    void record(long offset, CatalogEvent event);
  }

  /**
   * Shows the records at these offsets, in their order. Blocks; fails with {@code
   * TrackingException} when the log can't be read.
   */
  void read(OffsetList offsets, Visitor visitor);
}
