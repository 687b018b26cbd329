package dev.kiseki.query.search;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.query.bind.RunBinder;
import dev.kiseki.query.filter.Filter;
import dev.kiseki.query.filter.FilterParser;
import dev.kiseki.query.filter.Grammar;
import dev.kiseki.query.gather.Gather;
import dev.kiseki.query.gather.ShardScanner;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.page.PageToken;
import dev.kiseki.query.page.SearchIdentity;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.shard.PackedOrder;
import dev.kiseki.store.shard.PackedRun;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
    RunQuery query;
    SearchIdentity identity;
    OptionalLong now = OptionalLong.empty();
    try {
      Limits.check(request.maxResults());
      Filter filter = FilterParser.parse(request.filter(), Grammar.RUNS);
      long asked = clock.millis();
      RunPredicate predicate = RunBinder.predicate(filter, asked);
      List<OrderKey> order = RunBinder.order(request.orderBy());
      identity =
          SearchIdentity.of(
              "runs",
              request.experimentIds(),
              request.filter(),
              request.view().name(),
              request.orderBy());
      Optional<PageToken.Resumption> resumption =
          PageToken.decode(request.pageToken(), identity, RunOrder.of(order)::accepts);
      Optional<SortKey> after = resumption.map(PageToken.Resumption::place);
      if (filter.namesNow()) {
        now = OptionalLong.of(resumption.map(r -> r.nowMillis().orElse(asked)).orElse(asked));
        predicate = RunBinder.predicate(filter, now.getAsLong());
      }
      query =
          new RunQuery(
              experiments(request.experimentIds()), request.view(), predicate, order, after);
    } catch (TrackingException e) {
      return CompletableFuture.failedStage(e);
    }
    if (query.experiments().isEmpty()) {
      return CompletableFuture.completedStage(new Page<>(List.of(), Optional.empty()));
    }
    OptionalLong sameNow = now;
    return Gather.first(shards, query, request.maxResults() + 1)
        .thenApply(rows -> page(query, identity, sameNow, rows, request.maxResults()));
  }

  private static Page<PackedRun> page(
      RunQuery query, SearchIdentity identity, OptionalLong now, List<PackedRun> rows, int most) {
    if (rows.size() <= most) {
      return new Page<>(rows, Optional.empty());
    }
    SortKey last = PackedOrder.of(RunOrder.of(query.order())).keyOf(rows.get(most - 1));
    return new Page<>(rows.subList(0, most), Optional.of(PageToken.encode(identity, last, now)));
  }

  private static Set<ExperimentId> experiments(List<String> ids) {
    Set<ExperimentId> experiments = new LinkedHashSet<>();
    for (String id : ids) {
      try {
        experiments.add(Identifiers.experiment(id));
      } catch (TrackingException e) {
        // A number that no experiment can have matches nothing.
        if (e.code() != ErrorCode.RESOURCE_DOES_NOT_EXIST) {
          throw e;
        }
      }
    }
    return experiments;
  }
}
