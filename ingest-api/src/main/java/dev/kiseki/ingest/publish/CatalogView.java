package dev.kiseki.ingest.publish;

import dev.kiseki.event.catalog.CatalogState;
import java.util.concurrent.CompletionStage;

/** The catalog as this process has folded it. */
public interface CatalogView {
  /** The catalog with every change acknowledged before the call, by any process. */
  CompletionStage<CatalogState> current();

  /** What is folded now; may lack changes acknowledged elsewhere. Costs nothing. */
  CatalogState latest();
}
