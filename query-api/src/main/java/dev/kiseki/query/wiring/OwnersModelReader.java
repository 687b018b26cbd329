package dev.kiseki.query.wiring;

import dev.kiseki.event.id.RunId;
import dev.kiseki.query.gather.ModelReader;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.document.RunView;
import dev.kiseki.transport.shard.ShardClient;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Logged models, asked of the processor that folds them. A run's id is no model's. */
@Singleton
final class OwnersModelReader implements ModelReader {
  private final ShardClient shards;

  OwnersModelReader(ShardClient shards) {
    this.shards = shards;
  }

  @Override
  public CompletionStage<Optional<RunView>> model(RunId id) {
    return shards
        .run(id)
        .thenApply(found -> found.filter(view -> view.run().kind() == DocumentKind.LOGGED_MODEL));
  }
}
