package dev.kiseki.query.wiring;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.RunId;
import dev.kiseki.query.gather.Rejection;
import dev.kiseki.query.gather.RunReader;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.document.proto.StoredRejection;
import dev.kiseki.transport.shard.ShardClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Runs, asked of the processor that folds them. A logged model's id is no run's. */
@Singleton
final class OwnersRunReader implements RunReader {
  private final ShardClient shards;

  OwnersRunReader(ShardClient shards) {
    this.shards = shards;
  }

  @Override
  public CompletionStage<Optional<RunView>> run(RunId id) {
    return shards
        .run(id)
        .thenApply(found -> found.filter(view -> view.run().kind() == DocumentKind.RUN));
  }

  @Override
  public CompletionStage<List<Rejection>> rejections(RunId id) {
    return shards
        .rejections(id)
        .thenApply(stored -> stored.stream().map(OwnersRunReader::rejection).toList());
  }

  private static Rejection rejection(StoredRejection stored) {
    return new Rejection(
        stored.getPartition(),
        stored.getOffset(),
        ErrorCode.ofNumber(stored.getCode()),
        stored.getMessage(),
        stored.getSentAtMs(),
        stored.getProposal());
  }
}
