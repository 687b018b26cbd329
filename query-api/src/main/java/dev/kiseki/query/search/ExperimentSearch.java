package dev.kiseki.query.search;

import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.bind.ExperimentBinder;
import dev.kiseki.query.bind.ExperimentOrder;
import dev.kiseki.query.bind.ExperimentPredicate;
import dev.kiseki.query.filter.Filter;
import dev.kiseki.query.filter.FilterParser;
import dev.kiseki.query.filter.Grammar;
import dev.kiseki.query.gather.CatalogView;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.page.PageToken;
import dev.kiseki.query.page.SearchIdentity;
import dev.kiseki.store.scan.BoundedSelection;
import dev.kiseki.store.scan.SortKey;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Experiment search over the catalog in memory. A page costs one pass over all experiments. */
public final class ExperimentSearch {
  private final CatalogView catalog;
  private final Clock clock;

  /**
   * @param clock what now() in a filter means; read for the first page, the others see the same
   */
  public ExperimentSearch(CatalogView catalog, Clock clock) {
    this.catalog = catalog;
    this.clock = clock;
  }

  private record Bound(
      ExperimentSearchRequest request,
      ExperimentPredicate predicate,
      ExperimentOrder order,
      SearchIdentity identity,
      Optional<SortKey> after,
      OptionalLong now) {}

  private record Row(SortKey key, Experiment experiment) {}

  /**
   * One page.
   *
   * @return fails with INVALID_PARAMETER_VALUE in MLflow's words, and with TEMPORARILY_UNAVAILABLE
   *     when the catalog can't be read
   */
  public CompletionStage<Page<Experiment>> search(ExperimentSearchRequest request) {
    Bound bound;
    try {
      bound = bind(request);
    } catch (TrackingException e) {
      return CompletableFuture.failedStage(e);
    }
    return catalog.current().thenApply(state -> page(state, bound));
  }

  private Bound bind(ExperimentSearchRequest request) {
    Limits.check(request.maxResults());
    Filter filter = FilterParser.parse(request.filter(), Grammar.EXPERIMENTS);
    long asked = clock.millis();
    ExperimentPredicate predicate = ExperimentBinder.predicate(filter, asked);
    Limits.checkOrder(request.orderBy());
    ExperimentOrder order = ExperimentBinder.order(request.orderBy());
    SearchIdentity identity =
        SearchIdentity.of(
            "experiments", List.of(), request.filter(), request.view().name(), request.orderBy());
    Optional<PageToken.Resumption> resumption =
        PageToken.decode(request.pageToken(), identity, order::accepts);
    OptionalLong now = OptionalLong.empty();
    if (filter.namesNow()) {
      now = OptionalLong.of(resumption.map(r -> r.nowMillis().orElse(asked)).orElse(asked));
      predicate = ExperimentBinder.predicate(filter, now.getAsLong());
    }
    Optional<SortKey> after = resumption.map(PageToken.Resumption::place);
    return new Bound(request, predicate, order, identity, after, now);
  }

  private static Page<Experiment> page(CatalogState state, Bound bound) {
    Comparator<SortKey> order = bound.order.comparator();
    int most = (int) bound.request.maxResults();
    BoundedSelection<Row> first =
        new BoundedSelection<>(most + 1, Comparator.comparing(Row::key, order));
    state.forEachExperiment(
        experiment -> {
          if (bound.request.view().includes(experiment.stage())
              && bound.predicate.test(experiment)) {
            SortKey key = bound.order.keyOf(experiment);
            if (bound.after.isEmpty() || order.compare(key, bound.after.get()) > 0) {
              first.offer(new Row(key, experiment));
            }
          }
        });
    List<Row> rows = first.sorted();
    boolean more = rows.size() > most;
    List<Row> kept = more ? rows.subList(0, most) : rows;
    return new Page<>(
        kept.stream().map(Row::experiment).toList(),
        more
            ? Optional.of(PageToken.encode(bound.identity, kept.get(most - 1).key(), bound.now))
            : Optional.empty());
  }
}
