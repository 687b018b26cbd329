package dev.kiseki.query.search;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.gather.ShardPlans;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.shard.proto.PlanReport;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Why a run search is fast or slow. Costs as much as the search. */
public final class RunExplanation {
  private final ShardPlans shards;
  private final Clock clock;

  public RunExplanation(ShardPlans shards, Clock clock) {
    this.shards = shards;
    this.clock = clock;
  }

  /** How the page is found that the request names. Fails as {@link RunSearch} does. */
  public CompletionStage<List<PlanReport>> explain(RunSearchRequest request) {
    try {
      RunQuery query = BoundSearch.of(request, clock.millis()).query();
      return query.experiments().isEmpty()
          ? CompletableFuture.completedStage(List.of())
          : shards.explain(query, request.maxResults() + 1);
    } catch (TrackingException e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
