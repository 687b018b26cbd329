package dev.kiseki.query.search;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.query.bind.RegistryFilter;
import dev.kiseki.query.bind.RegistryOrder;
import dev.kiseki.query.bind.RegistryTable;
import dev.kiseki.query.bind.RegistryTable.VersionRow;
import dev.kiseki.query.filter.FilterParser;
import dev.kiseki.query.filter.Grammar;
import dev.kiseki.query.gather.CatalogView;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.page.PageToken;
import dev.kiseki.query.page.SearchIdentity;
import dev.kiseki.store.scan.BoundedSelection;
import dev.kiseki.store.scan.SortKey;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Searches for registered models and for versions over the catalog in memory. A page costs one pass
 * over all models or versions; over those of the named models, or of the named runs, when the
 * filter names them.
 */
public final class RegistrySearch {
  private static final long MOST_MODELS = 1_000;
  private static final long MOST_VERSIONS = 200_000;

  private final CatalogView catalog;

  public RegistrySearch(CatalogView catalog) {
    this.catalog = catalog;
  }

  /**
   * @param maxResults empty = MLflow's default
   */
  public record Request(
      String filter, OptionalLong maxResults, List<String> orderBy, String pageToken) {
    public Request {
      orderBy = List.copyOf(orderBy);
    }
  }

  private record Bound<R>(
      RegistryFilter<R> filter,
      RegistryOrder<R> order,
      SearchIdentity identity,
      Optional<SortKey> after,
      int most) {}

  private record Row<R>(SortKey key, R row) {}

  /** One page of models, by default 100. Fails with INVALID_PARAMETER_VALUE in MLflow's words. */
  public CompletionStage<Page<RegisteredModel>> models(Request request) {
    return search(
        "registered-models", request, RegistryTable.MODELS, 100, MOST_MODELS, this::models);
  }

  /** One page of versions, by default 200,000. Fails as {@link #models}. */
  public CompletionStage<Page<VersionRow>> versions(Request request) {
    return search(
        "model-versions",
        request,
        RegistryTable.VERSIONS,
        MOST_VERSIONS,
        MOST_VERSIONS,
        (bound, visit) -> registry -> versions(bound.filter(), registry, visit));
  }

  /** Shows the rows that a filter can be about. */
  private interface Rows<R> {
    Consumer<Registry> of(Bound<R> bound, Consumer<R> visit);
  }

  private Consumer<Registry> models(Bound<RegisteredModel> bound, Consumer<RegisteredModel> visit) {
    RegistryFilter<RegisteredModel> filter = bound.filter();
    Consumer<RegisteredModel> wanted =
        model -> {
          if (filter.prompts() || !model.prompt()) {
            visit.accept(model);
          }
        };
    Set<String> names = filter.only().get("name");
    return names == null
        ? registry -> registry.forEachModel(wanted)
        : registry -> names.forEach(name -> registry.model(name).ifPresent(wanted));
  }

  private static void versions(
      RegistryFilter<VersionRow> filter, Registry registry, Consumer<VersionRow> visit) {
    BiConsumer<RegisteredModel, ModelVersion> wanted =
        (model, version) -> {
          if (filter.prompts() || !(model.prompt() || version.prompt())) {
            visit.accept(new VersionRow(model, version));
          }
        };
    Consumer<RegisteredModel> all =
        model -> model.versions().forEach(version -> wanted.accept(model, version));
    Set<String> names = filter.only().get("name");
    Set<String> runs = filter.only().get("run_id");
    if (names != null) {
      names.forEach(name -> registry.model(name).ifPresent(all));
    } else if (runs != null && !runs.contains("")) {
      runs.forEach(run -> registry.forEachVersionOf(run, wanted));
    } else {
      registry.forEachModel(all);
    }
  }

  private <R> CompletionStage<Page<R>> search(
      String kind, Request request, RegistryTable<R> table, long usual, long most, Rows<R> rows) {
    Bound<R> bound;
    try {
      bound = bind(kind, request, table, usual, most);
    } catch (TrackingException e) {
      return CompletableFuture.failedStage(e);
    }
    return catalog.current().thenApply(state -> page(state.registry(), bound, rows));
  }

  private static <R> Bound<R> bind(
      String kind, Request request, RegistryTable<R> table, long usual, long most) {
    long wanted = request.maxResults().orElse(usual);
    if (wanted > most) {
      throw TrackingException.invalid(
          "Invalid value "
              + wanted
              + " for parameter 'max_results' supplied. It must be at most "
              + most);
    }
    if (wanted < 1) {
      throw TrackingException.invalid(
          "Invalid value for max_results. It must be a positive integer, but got " + wanted);
    }
    RegistryFilter<R> filter =
        RegistryFilter.of(FilterParser.parse(request.filter(), Grammar.EXPERIMENTS), table);
    Limits.checkOrder(request.orderBy());
    RegistryOrder<R> order = RegistryOrder.of(request.orderBy(), table);
    SearchIdentity identity =
        SearchIdentity.of(kind, List.of(), request.filter(), "", request.orderBy());
    Optional<SortKey> after =
        PageToken.decode(request.pageToken(), identity, order::accepts)
            .map(PageToken.Resumption::place);
    return new Bound<>(filter, order, identity, after, (int) wanted);
  }

  private static <R> Page<R> page(Registry registry, Bound<R> bound, Rows<R> rows) {
    Comparator<SortKey> order = bound.order().comparator();
    BoundedSelection<Row<R>> first =
        new BoundedSelection<>(bound.most() + 1, Comparator.comparing(Row::key, order));
    rows.of(
            bound,
            row -> {
              if (bound.filter().predicate().test(row)) {
                SortKey key = bound.order().keyOf(row);
                if (bound.after().isEmpty() || order.compare(key, bound.after().get()) > 0) {
                  first.offer(new Row<>(key, row));
                }
              }
            })
        .accept(registry);
    List<Row<R>> sorted = first.sorted();
    boolean more = sorted.size() > bound.most();
    List<Row<R>> kept = more ? sorted.subList(0, bound.most()) : sorted;
    return new Page<>(
        kept.stream().map(Row::row).toList(),
        more
            ? Optional.of(
                PageToken.encode(
                    bound.identity(), kept.get(bound.most() - 1).key(), OptionalLong.empty()))
            : Optional.empty());
  }
}
