package dev.kiseki.query.wiring;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.query.gather.DatasetShards;
import dev.kiseki.store.key.DatasetKey;
import dev.kiseki.transport.shard.DatasetUsesReply;
import dev.kiseki.transport.shard.OwnerScan;
import dev.kiseki.transport.shard.ShardScans;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Data sets over gRPC. Each owner sends the first of its own in one order, so the first of all are
 * among them.
 */
@Singleton
final class OwnersDatasets implements DatasetShards {
  private final ShardScans scans;

  OwnersDatasets(ShardScans scans) {
    this.scans = scans;
  }

  @Override
  public CompletionStage<List<DatasetKey.Use>> uses(List<ExperimentId> experiments, int limit) {
    CompletionStage<List<DatasetUsesReply>> all = CompletableFuture.completedStage(List.of());
    for (OwnerScan<DatasetUsesReply> owner : scans.datasets(experiments, limit)) {
      all = all.thenCombine(owner.streams(), OwnersDatasets::both);
    }
    return all.thenApply(replies -> first(replies, limit));
  }

  private static List<DatasetKey.Use> first(List<DatasetUsesReply> replies, int limit) {
    Map<byte[], DatasetKey.Use> uses = new TreeMap<>(Arrays::compareUnsigned);
    for (DatasetUsesReply reply : replies) {
      for (DatasetKey.Use use : reply.uses()) {
        uses.put(use.dataset().use(use.context()), use);
      }
    }
    return uses.values().stream().limit(limit).toList();
  }

  private static <T> List<T> both(List<T> some, List<T> more) {
    List<T> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
