package dev.kiseki.query.wiring;

import dev.kiseki.query.gather.ShardPlans;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.shard.proto.ExplainReply;
import dev.kiseki.store.shard.proto.PlanReport;
import dev.kiseki.transport.shard.ShardScans;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Explanations over gRPC. */
@Singleton
final class OwnersPlans implements ShardPlans {
  private final ShardScans scans;

  OwnersPlans(ShardScans scans) {
    this.scans = scans;
  }

  @Override
  public CompletionStage<List<PlanReport>> explain(RunQuery query, int limit) {
    List<CompletableFuture<ExplainReply>> replies =
        scans.explain(query, limit).stream().map(CompletionStage::toCompletableFuture).toList();
    return CompletableFuture.allOf(replies.toArray(new CompletableFuture<?>[0]))
        .thenApply(
            all ->
                replies.stream()
                    .flatMap(reply -> reply.join().getPlansList().stream())
                    .sorted(Comparator.comparing(PlanReport::getPartition))
                    .toList());
  }
}
