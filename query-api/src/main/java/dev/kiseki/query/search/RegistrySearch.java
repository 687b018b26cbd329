package dev.kiseki.query.search;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.registry.ModelGroup;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.registry.VersionGroup;
import dev.kiseki.query.bind.RegistryFilter;
import dev.kiseki.query.bind.RegistryNeeds;
import dev.kiseki.query.bind.RegistryOrder;
import dev.kiseki.query.bind.RegistryTable;
import dev.kiseki.query.bind.RegistryTable.VersionRow;
import dev.kiseki.query.filter.FilterParser;
import dev.kiseki.query.filter.Grammar;
import dev.kiseki.query.gather.CatalogView;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.page.PageToken;
import dev.kiseki.query.page.SearchIdentity;
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
import java.util.stream.Stream;

/**
 * Searches for registered models and for versions over the catalog in memory. A page costs one pass
 * over all models or versions; over those of the named models, or of the named runs, when the
 * filter names them; over the names with a prefix when it gives one. Groups that have none of the
 * tags asked for are passed over, and what stands behind the page's end in its order is not read.
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

  /** One page of models, by default 100. Fails with INVALID_PARAMETER_VALUE in MLflow's words. */
  public CompletionStage<Page<RegisteredModel>> models(Request request) {
    return search(
        "registered-models",
        request,
        RegistryTable.MODELS,
        100,
        MOST_MODELS,
        RegistrySearch::models);
  }

  /** One page of versions, by default 200,000. Fails as {@link #models}. */
  public CompletionStage<Page<VersionRow>> versions(Request request) {
    return search(
        "model-versions",
        request,
        RegistryTable.VERSIONS,
        MOST_VERSIONS,
        MOST_VERSIONS,
        RegistrySearch::versions);
  }

  /** Offers a page the rows that it can be about. */
  private interface Rows<R> {
    void offer(Registry registry, RegistryPage<R> page);
  }

  private static void models(Registry registry, RegistryPage<RegisteredModel> page) {
    RegistryNeeds needs = page.filter().needs();
    Consumer<RegisteredModel> wanted =
        model -> {
          if (page.filter().prompts() || !model.prompt()) {
            page.offer(model);
          }
        };
    Set<String> names = needs.only().get("name");
    if (names != null) {
      names.forEach(name -> registry.model(name).ifPresent(wanted));
      return;
    }
    for (ModelGroup group : registry.groupsFrom(page.firstName())) {
      if (page.endsBefore(group.firstName())) {
        break;
      }
      if (group.mayHold(needs.tags())) {
        group.forEach(wanted);
      }
    }
  }

  private static void versions(Registry registry, RegistryPage<VersionRow> page) {
    RegistryNeeds needs = page.filter().needs();
    BiConsumer<RegisteredModel, ModelVersion> wanted =
        (model, version) -> {
          if (page.filter().prompts() || !(model.prompt() || version.prompt())) {
            page.offer(new VersionRow(model, version));
          }
        };
    Consumer<RegisteredModel> all =
        model -> {
          for (VersionGroup group : model.versions().groups()) {
            if (group.mayHold(needs.tags())
                && !(page.newestFirst() && page.endsBefore(group.updatedAtMillis()))) {
              group.forEach(version -> wanted.accept(model, version));
            }
          }
        };
    Set<String> names = needs.only().get("name");
    Set<String> runs = needs.only().get("run_id");
    if (names != null) {
      names.forEach(name -> registry.model(name).ifPresent(all));
    } else if (runs != null && !runs.contains("")) {
      runs.forEach(run -> registry.forEachVersionOf(run, wanted));
    } else {
      for (ModelGroup group : groups(registry, page)) {
        if (page.newestFirst() && page.endsBefore(group.versionsUpdatedAtMillis())) {
          break;
        }
        if (!page.endsBefore(group.firstName())) {
          group.forEach(all);
        }
      }
    }
  }

  /** Those with all tags that are needed, in the order that lets the page end soonest. */
  private static List<ModelGroup> groups(Registry registry, RegistryPage<VersionRow> page) {
    Stream<ModelGroup> groups =
        registry.groupsFrom(page.firstName()).stream()
            .filter(group -> group.versionsMayHold(page.filter().needs().tags()));
    Comparator<ModelGroup> newest =
        Comparator.comparingLong(ModelGroup::versionsUpdatedAtMillis).reversed();
    return (page.newestFirst() ? groups.sorted(newest) : groups).toList();
  }

  private <R> CompletionStage<Page<R>> search(
      String kind, Request request, RegistryTable<R> table, long usual, long most, Rows<R> rows) {
    RegistryPage.Bound<R> bound;
    try {
      bound = bind(kind, request, table, usual, most);
    } catch (TrackingException e) {
      return CompletableFuture.failedStage(e);
    }
    return catalog
        .current()
        .thenApply(
            state -> {
              RegistryPage<R> page = new RegistryPage<>(bound);
              rows.offer(state.registry(), page);
              return page.page();
            });
  }

  private static <R> RegistryPage.Bound<R> bind(
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
    return new RegistryPage.Bound<>(filter, order, identity, after, (int) wanted);
  }
}
