package dev.kiseki.query.search;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.query.bind.RunBinder;
import dev.kiseki.query.filter.Filter;
import dev.kiseki.query.filter.FilterParser;
import dev.kiseki.query.filter.Grammar;
import dev.kiseki.query.page.PageToken;
import dev.kiseki.query.page.SearchIdentity;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.SortKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A request that has a meaning.
 *
 * @param identity what its page tokens are good for
 * @param now what now() means in it, on all its pages; empty when it is not named
 */
record BoundSearch(RunQuery query, SearchIdentity identity, OptionalLong now) {

  /**
   * @param nowMillis epoch milliseconds, for a first page
   * @throws TrackingException INVALID_PARAMETER_VALUE in MLflow's words and order of checks
   */
  static BoundSearch of(RunSearchRequest request, long nowMillis) {
    Limits.check(request.maxResults());
    Filter filter = FilterParser.parse(request.filter(), Grammar.RUNS);
    RunPredicate predicate = RunBinder.predicate(filter, nowMillis);
    Limits.checkOrder(request.orderBy());
    List<OrderKey> order = RunBinder.order(request.orderBy());
    SearchIdentity identity =
        SearchIdentity.of(
            "runs",
            request.experimentIds(),
            request.filter(),
            request.view().name(),
            request.orderBy());
    Optional<PageToken.Resumption> resumption =
        PageToken.decode(request.pageToken(), identity, RunOrder.of(order)::accepts);
    Optional<SortKey> after = resumption.map(PageToken.Resumption::place);
    OptionalLong now = OptionalLong.empty();
    if (filter.namesNow()) {
      now = OptionalLong.of(resumption.map(r -> r.nowMillis().orElse(nowMillis)).orElse(nowMillis));
      predicate = RunBinder.predicate(filter, now.getAsLong());
    }
    return new BoundSearch(
        new RunQuery(experiments(request.experimentIds()), request.view(), predicate, order, after),
        identity,
        now);
  }

  static Set<ExperimentId> experiments(List<String> ids) {
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
