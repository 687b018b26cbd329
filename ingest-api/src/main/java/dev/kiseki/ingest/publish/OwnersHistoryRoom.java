package dev.kiseki.ingest.publish;

import dev.kiseki.event.id.RunId;
import dev.kiseki.transport.receipt.Receipts;
import dev.kiseki.transport.shard.ShardClient;
import jakarta.inject.Singleton;

/** What the owners of partitions say with their receipts. */
@Singleton
final class OwnersHistoryRoom implements HistoryRoom {
  private final Receipts receipts;
  private final ShardClient shards;

  OwnersHistoryRoom(Receipts receipts, ShardClient shards) {
    this.receipts = receipts;
    this.shards = shards;
  }

  @Override
  public boolean full(RunId run) {
    return receipts.historyFull(shards.partition(run));
  }
}
