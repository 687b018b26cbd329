package dev.kiseki.query.search;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.bind.ModelBinder;
import dev.kiseki.query.bind.ModelOrderField;
import dev.kiseki.query.filter.Filter;
import dev.kiseki.query.filter.FilterParser;
import dev.kiseki.query.filter.Grammar;
import dev.kiseki.query.gather.Gather;
import dev.kiseki.query.gather.ShardScanner;
import dev.kiseki.query.page.ModelPageToken;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.page.SearchIdentity;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.PointMatch.Dataset;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.PackedOrder;
import dev.kiseki.store.shard.PackedRun;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Search of logged models over all shards. */
public final class ModelSearch {
  private final ShardScanner shards;
  private final Clock clock;

  /**
   * @param clock what now() in a filter means; read for the first page, the others see the same
   */
  public ModelSearch(ShardScanner shards, Clock clock) {
    this.shards = shards;
    this.clock = clock;
  }

  private record Bound(RunQuery query, ModelPageToken.Parts parts, long now) {}

  /**
   * One page.
   *
   * @return fails with INVALID_PARAMETER_VALUE in MLflow's words and order of checks, and with
   *     TEMPORARILY_UNAVAILABLE when a shard is away
   */
  public CompletionStage<Page<PackedRun>> search(ModelSearchRequest request) {
    Bound bound;
    try {
      bound = bind(request);
    } catch (TrackingException e) {
      return CompletableFuture.failedStage(e);
    }
    if (bound.query().experiments().isEmpty()) {
      return CompletableFuture.completedStage(new Page<>(List.of(), Optional.empty()));
    }
    return Gather.first(shards, bound.query(), request.maxResults() + 1)
        .thenApply(rows -> page(bound, rows, request.maxResults()));
  }

  private Bound bind(ModelSearchRequest request) {
    for (Dataset dataset : request.datasets()) {
      if (dataset.name().isEmpty()) {
        throw TrackingException.invalid(
            "`dataset_name` in the `datasets` clause must be specified.");
      }
    }
    Limits.check(request.maxResults());
    Filter filter = FilterParser.parse(request.filter(), Grammar.LOGGED_MODELS);
    long asked = clock.millis();
    RunPredicate predicate = ModelBinder.predicate(filter, asked, request.datasets());
    Limits.checkOrderKeys(request.orderBy().size());
    List<OrderKey> order = ModelBinder.order(request.orderBy());
    ModelPageToken.Parts parts = parts(request);
    Optional<ModelPageToken.Resumption> resumption =
        ModelPageToken.decode(request.pageToken(), parts, RunOrder.of(order)::accepts);
    long now = resumption.map(ModelPageToken.Resumption::nowMillis).orElse(asked);
    if (filter.namesNow()) {
      predicate = ModelBinder.predicate(filter, now, request.datasets());
    }
    return new Bound(
        new RunQuery(
            DocumentKind.LOGGED_MODEL,
            BoundSearch.experiments(request.experimentIds()),
            request.view(),
            predicate,
            order,
            resumption.map(ModelPageToken.Resumption::place)),
        parts,
        now);
  }

  private static ModelPageToken.Parts parts(ModelSearchRequest request) {
    List<String> datasets = new ArrayList<>();
    for (Dataset dataset : request.datasets()) {
      datasets.add(dataset.name());
      datasets.add(dataset.digest().map(digest -> "=" + digest).orElse(""));
    }
    List<String> order = new ArrayList<>();
    for (ModelOrderField field : request.orderBy()) {
      order.add(field.field());
      order.add(field.ascending() ? "asc" : "desc");
      order.add(field.datasetName());
      order.add(field.datasetDigest());
    }
    String kind = request.view() == ViewType.ACTIVE_ONLY ? "models" : "models, deleted";
    return new ModelPageToken.Parts(
        SearchIdentity.of(kind, request.experimentIds(), "", "", List.of()),
        SearchIdentity.of("models", List.of(), request.filter(), "", datasets),
        SearchIdentity.of("models", List.of(), "", "", order));
  }

  private static Page<PackedRun> page(Bound bound, List<PackedRun> rows, int most) {
    if (rows.size() <= most) {
      return new Page<>(rows, Optional.empty());
    }
    SortKey last = PackedOrder.of(RunOrder.of(bound.query().order())).keyOf(rows.get(most - 1));
    return new Page<>(
        rows.subList(0, most),
        Optional.of(ModelPageToken.encode(bound.parts(), last, bound.now())));
  }
}
