package dev.kiseki.ingest.publish;

import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.transport.catalog.CatalogReplica;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** The catalog as this process folds it. */
@Singleton
final class ReplicaCatalogView implements CatalogView {
  private final CatalogReplica replica;

  ReplicaCatalogView(CatalogReplica replica) {
    this.replica = replica;
  }

  @Override
  public CatalogState latest() {
    return replica.latest();
  }

  @Override
  public CompletionStage<CatalogState> current() {
    return replica.current();
  }
}
