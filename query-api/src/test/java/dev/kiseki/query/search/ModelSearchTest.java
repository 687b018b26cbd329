package dev.kiseki.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.query.bind.ModelOrderField;
import dev.kiseki.query.page.Page;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.ModelFixtures;
import dev.kiseki.store.scan.PointMatch.Dataset;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.PackedRun;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Searches of logged models among runs, page by page, and what is said of requests that are none.
 */
class ModelSearchTest {
  private static final List<String> EVERYWHERE = List.of("0", "1", "2");
  private static final ModelOrderField BY_K = new ModelOrderField("metrics.k", false, "", "");

  private final Random random = new Random(17);
  private final List<RunView> documents = new ArrayList<>();
  private final ModelSearch search;

  ModelSearchTest() {
    documents.addAll(ModelFixtures.randomModels(random, 60));
    documents.addAll(RunFixtures.randomRuns(random, 60));
    search = new ModelSearch(new SplitShards(random, documents, 3), Clock.systemUTC());
  }

  private static ModelSearchRequest request(
      String filter, List<Dataset> datasets, List<ModelOrderField> order, String token) {
    return new ModelSearchRequest(
        EVERYWHERE, ViewType.ACTIVE_ONLY, filter, datasets, 7, order, token);
  }

  @Test
  void deletedOnesAreFoundByWhoAsksForThem() {
    List<String> found = new ArrayList<>();
    Optional<String> token = Optional.of("");
    while (token.isPresent()) {
      ModelSearchRequest request =
          new ModelSearchRequest(
              EVERYWHERE, ViewType.DELETED_ONLY, "", List.of(), 4, List.of(), token.get());
      Page<PackedRun> page = search.search(request).toCompletableFuture().join();
      page.rows().forEach(row -> found.add(row.view().run().id().text()));
      token = page.nextToken();
    }
    List<String> deleted =
        documents.stream()
            .filter(view -> view.run().model().isPresent())
            .filter(view -> view.stage() == LifecycleStage.DELETED)
            .map(view -> view.run().id().text())
            .toList();
    assertThat(found).hasSizeGreaterThan(4).containsExactlyInAnyOrderElementsOf(deleted);
  }

  private List<String> ids(String filter, List<Dataset> datasets, ModelOrderField... order) {
    List<String> ids = new ArrayList<>();
    Optional<String> token = Optional.of("");
    while (token.isPresent()) {
      Page<PackedRun> page =
          search
              .search(request(filter, datasets, List.of(order), token.get()))
              .toCompletableFuture()
              .join();
      page.rows().forEach(row -> ids.add(row.view().run().id().text()));
      token = page.nextToken();
    }
    return ids;
  }

  private List<String> models(Predicate<RunView> passes) {
    return documents.stream()
        .filter(view -> view.run().model().isPresent() && view.stage().text().equals("active"))
        .filter(passes)
        .map(view -> view.run().id().text())
        .toList();
  }

  private void refused(ModelSearchRequest request, String message) {
    assertThatThrownBy(() -> search.search(request).toCompletableFuture().join())
        .rootCause()
        .isInstanceOfSatisfying(
            TrackingException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
              assertThat(e).hasMessageStartingWith(message);
            });
  }

  private void filterRefused(String filter, String message) {
    refused(request(filter, List.of(), List.of(), ""), message);
  }

  @Test
  void everyActiveModelIsFoundOnceAndNoRun() {
    assertThat(ids("", List.of(), BY_K)).containsExactlyInAnyOrderElementsOf(models(m -> true));
  }

  @Test
  void aConditionOnAMetricIsMetByAnyOfItsPoints() {
    assertThat(ids("metrics.k > 0 AND metrics.k < 0", List.of()))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            models(
                view ->
                    point(view, "k", value -> value > 0) && point(view, "k", value -> value < 0)));
    assertThat(ids("metrics.k BETWEEN 1 AND 8", List.of()))
        .containsExactlyInAnyOrderElementsOf(
            models(view -> point(view, "k", value -> value >= 1 && value <= 8)));
    assertThat(ids("metrics.k IN (1, 7.5)", List.of()))
        .containsExactlyInAnyOrderElementsOf(
            models(view -> point(view, "k", value -> value == 1 || value == 7.5)));
    assertThat(ids("metrics.k NOT IN (1, 7.5)", List.of()))
        .containsExactlyInAnyOrderElementsOf(
            models(view -> point(view, "k", value -> value != 1 && value != 7.5)));
  }

  private static boolean point(RunView view, String key, Predicate<Double> passes) {
    return view.run().model().orElseThrow().points().stream()
        .anyMatch(point -> point.key().equals(key) && passes.test(point.value()));
  }

  @Test
  void dataSetsRestrictConditionsOnMetricsAndElseAskForAnyPoint() {
    List<Dataset> one = List.of(new Dataset("d", Optional.of("1")));
    List<Dataset> any = List.of(new Dataset("d", Optional.empty()));

    assertThat(ids("metrics.k > 0", any))
        .containsExactlyInAnyOrderElementsOf(
            models(
                view ->
                    view.run().model().orElseThrow().points().stream()
                        .anyMatch(
                            p ->
                                p.key().equals("k")
                                    && p.value() > 0
                                    && p.datasetName().equals("d"))));
    assertThat(ids("", one))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            models(
                view ->
                    view.run().model().orElseThrow().points().stream()
                        .anyMatch(
                            p -> p.datasetName().equals("d") && p.datasetDigest().equals("1"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status = 'READY'",
        "status = 'LOGGED_MODEL_READY'",
        "status = 2",
        "status = '2'",
        "attributes.status IN ('READY',)",
        "status ILIKE 'read_'",
        "NOT (status != READY)"
      })
  void aStatusHasSeveralNames(String filter) {
    assertThat(ids(filter, List.of()))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            models(view -> view.run().model().orElseThrow().status().name().equals("READY")));
  }

  @Test
  void aTextMayGoWithoutQuotes() {
    assertThat(ids("params.k = 10", List.of()))
        .isNotEmpty()
        .isEqualTo(ids("params.k = '10'", List.of()));
    assertThat(ids("name = ab", List.of())).isEqualTo(ids("name = \"ab\"", List.of()));
    assertThat(ids("tags.`k` != a OR model_type = a", List.of())).isNotEmpty();
  }

  @Test
  void timesAreCreationAndLastUpdate() {
    assertThat(ids("creation_timestamp >= 2 AND attributes.last_updated_timestamp < 4", List.of()))
        .isNotEmpty()
        .containsExactlyInAnyOrderElementsOf(
            models(
                view ->
                    view.run().startTimeMillis() >= 2
                        && view.run().endTimeMillis().orElseThrow() < 4));
  }

  @Test
  void mlflowsComplaintsAboutFilters() {
    filterRefused(
        "foo.bar = 'x'",
        "Invalid entity type: 'foo'. Expected one of ['attributes', 'metrics', 'params', 'tags'].");
    filterRefused("metric.a > 1", "Invalid entity type: 'metric'.");
    filterRefused("foo = 'x'", "Invalid attribute key 'foo' specified.");
    filterRefused(
        "metrics.acc LIKE 'x'",
        "Invalid comparison operator for metrics.acc: 'LIKE'. Expected one of ('<', '<=', '>',"
            + " '>=', '=', '!=').");
    filterRefused(
        "name > 'a'",
        "Invalid comparison operator for attributes.name: '>'. Expected one of ('=', '!=', 'LIKE',"
            + " 'ILIKE', 'IN', 'NOT IN').");
    filterRefused("metrics.acc > 'x'", "Expected numeric value type for metric. Found 'x'");
    filterRefused(
        "creation_time = '1'", "Expected numeric value type for numeric attribute: creation_time.");
    filterRefused("   ", "Invalid filter string: '   '. Expected a single SQL expression.");
    filterRefused(
        "name",
        "Invalid filter string: 'name'. Expected a list of comparisons separated by 'AND' (e.g."
            + " 'metrics.loss > 0.1 AND params.lr = 0.01').");
  }

  @Test
  void mlflowsComplaintsAboutTheRest() {
    refused(
        request("", List.of(), List.of(new ModelOrderField("foo", true, "", "")), ""),
        "Invalid order by field name: foo");
    refused(
        request("", List.of(), List.of(new ModelOrderField("params.x", true, "", "")), ""),
        "Invalid order by field name: params.x. Only metrics are supported.");
    refused(
        request("", List.of(new Dataset("", Optional.of("g"))), List.of(), ""),
        "`dataset_name` in the `datasets` clause must be specified.");
    refused(
        new ModelSearchRequest(EVERYWHERE, ViewType.ACTIVE_ONLY, "", List.of(), 0, List.of(), ""),
        "Invalid value 0 for parameter 'max_results' supplied.");
    refused(request("", List.of(), List.of(), "%%"), "Invalid page token: %%.");
  }

  @Test
  void aTokenIsGoodForItsSearchAlone() {
    String token =
        search
            .search(request("", List.of(), List.of(BY_K), ""))
            .toCompletableFuture()
            .join()
            .nextToken()
            .orElseThrow();

    refused(
        new ModelSearchRequest(
            List.of("0"), ViewType.ACTIVE_ONLY, "", List.of(), 7, List.of(BY_K), token),
        "Experiment IDs in the page token do not match the requested experiment IDs.");
    refused(
        request("name = 'a'", List.of(), List.of(BY_K), token),
        "Filter string in the page token does not match the requested filter string.");
    refused(
        request("", List.of(new Dataset("d", Optional.empty())), List.of(BY_K), token),
        "Filter string in the page token does not match");
    refused(
        request("", List.of(), List.of(), token),
        "Order by in the page token does not match the requested order by.");
  }

  @Test
  void anOrderOfADataSetCountsItsPointsAlone() {
    List<String> ids = ids("", List.of(), new ModelOrderField("metrics.`k`", true, "d", ""));
    List<Double> values =
        ids.stream()
            .map(id -> latest(id).orElse(null))
            .filter(value -> value != null && !value.isNaN())
            .toList();

    assertThat(values).isNotEmpty().isSorted();
    assertThat(ids.subList(0, values.size())).allMatch(id -> latest(id).isPresent());
  }

  private Optional<Double> latest(String id) {
    return documents.stream()
        .filter(view -> view.run().id().text().equals(id))
        .flatMap(view -> view.run().model().orElseThrow().points().stream())
        .filter(point -> point.key().equals("k") && point.datasetName().equals("d"))
        .max(ModelPart.LATEST_LAST)
        .map(point -> Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, point.value())));
  }
}
