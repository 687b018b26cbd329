package dev.kiseki.query.search;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.gather.Gather;
import dev.kiseki.query.gather.ShardScanner;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.page.PageToken;
import dev.kiseki.query.page.SearchIdentity;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.shard.PackedOrder;
import dev.kiseki.store.shard.PackedRun;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Run search. A page costs one scan of all shards, and memory for its rows. */
public final class RunSearch {
  private final ShardScanner shards;
  private final Clock clock;

  /**
   * @param clock what now() in a filter means; read for the first page, the others see the same
   */
  public RunSearch(ShardScanner shards, Clock clock) {
    this.shards = shards;
    this.clock = clock;
  }

  /**
   * One page.
   *
   * @return fails with INVALID_PARAMETER_VALUE in MLflow's words and order of checks, and with
   *     TEMPORARILY_UNAVAILABLE when a shard is away
   */
  public CompletionStage<Page<PackedRun>> search(RunSearchRequest request) {
    BoundSearch bound;
    try {
      bound = BoundSearch.of(request, clock.millis());
    } catch (TrackingException e) {
      return CompletableFuture.failedStage(e);
    }
    if (bound.query().experiments().isEmpty()) {
      return CompletableFuture.completedStage(new Page<>(List.of(), Optional.empty()));
    }
    return Gather.first(shards, bound.query(), request.maxResults() + 1)
        .thenApply(
            rows -> page(bound.query(), bound.identity(), bound.now(), rows, request.maxResults()));
  }

  private static Page<PackedRun> page(
      RunQuery query, SearchIdentity identity, OptionalLong now, List<PackedRun> rows, int most) {
    if (rows.size() <= most) {
      return new Page<>(rows, Optional.empty());
    }
    SortKey last = PackedOrder.of(RunOrder.of(query.order())).keyOf(rows.get(most - 1));
    return new Page<>(rows.subList(0, most), Optional.of(PageToken.encode(identity, last, now)));
  }
}
