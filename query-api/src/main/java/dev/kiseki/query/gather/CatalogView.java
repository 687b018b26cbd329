package dev.kiseki.query.gather;

import dev.kiseki.event.catalog.CatalogState;
import java.util.concurrent.CompletionStage;

/** The catalog, read linearizably. */
public interface CatalogView {
  /**
   * The catalog with every change acknowledged before the call, by any process;
   * TEMPORARILY_UNAVAILABLE when that can't be known.
   */
  CompletionStage<CatalogState> current();
}
