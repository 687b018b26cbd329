package dev.kiseki.ingest.publish;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.document.RunView;
import dev.kiseki.transport.shard.ShardClient;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Runs, asked of the processor that folds them. A logged model's id is no run's. */
@Singleton
final class ShardRunReader implements RunReader {
  private final ShardClient shards;

  ShardRunReader(ShardClient shards) {
    this.shards = shards;
  }

  @Override
  public CompletionStage<Optional<RunView>> run(RunId id) {
    return shards
        .run(id)
        .thenApply(found -> found.filter(view -> view.run().kind() == DocumentKind.RUN));
  }
}
