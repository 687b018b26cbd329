package dev.kiseki.query.search;

import static dev.kiseki.query.search.RandomRuns.pick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.registry.Expected;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.registry.RegistryFold;
import dev.kiseki.event.webhook.Webhooks;
import dev.kiseki.query.bind.RegistryTable.VersionRow;
import dev.kiseki.query.page.Page;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Searches of the registry against the plainest answer, between random changes: what was worked out
 * about groups of models must not outlive them.
 */
class RegistrySearchPropertyTest {
  /** Their order as UTF-16 is not that of their bytes. */
  private static final List<String> HEADS = List.of("a", "ab", "b", "é", "😀", "～");

  private static final List<String> VALUES = List.of("x", "y", "Aa", "BB"); // the last two collide

  private record Question<R>(String filter, Predicate<R> holds, String by, Comparator<R> order) {}

  @Property(tries = 60)
  void pagesOfModelsAndVersionsGiveEachOnceInOrderWhateverChangedBefore(@ForAll long seed) {
    Random random = new Random(seed);
    Registry registry = Registry.EMPTY;
    for (int change = 1; change <= 900; change++) {
      registry = changed(random, registry, change);
      if (change % 150 == 0) {
        RegistrySearch search = over(registry);
        int size = 1 + random.nextInt(40);
        List<RegisteredModel> models = new ArrayList<>();
        registry.forEachModel(models::add);
        Question<RegisteredModel> ofModels = ofModels(random);
        assertThat(pages(search::models, ofModels, size))
            .as(ofModels.toString())
            .isEqualTo(plainly(models, ofModels));
        List<VersionRow> versions = new ArrayList<>();
        models.forEach(
            model -> model.versions().forEach(one -> versions.add(new VersionRow(model, one))));
        Question<VersionRow> ofVersions = ofVersions(random);
        assertThat(pages(search::versions, ofVersions, size))
            .as(ofVersions.toString())
            .isEqualTo(plainly(versions, ofVersions));
      }
    }
  }

  private static RegistrySearch over(Registry registry) {
    CatalogState catalog = CatalogState.of(1000, List.of(), registry, Webhooks.NONE);
    return new RegistrySearch(() -> CompletableFuture.completedStage(catalog));
  }

  private static Registry changed(Random random, Registry registry, int change) {
    String model = pick(random, HEADS) + random.nextInt(40);
    int version = 1 + random.nextInt(3);
    String value = pick(random, VALUES);
    List<KeyValue> tags =
        random.nextBoolean() ? List.of() : List.of(new KeyValue("k", pick(random, VALUES)));
    RegistryChange next =
        switch (random.nextInt(12)) {
          case 0, 1, 2 -> new RegistryChange.CreateModel(model, "", tags);
          case 3 -> new RegistryChange.SetModelTag(model, "k", value);
          case 4 -> new RegistryChange.SetVersionTag(model, version, "k", value);
          case 5 -> new RegistryChange.DeleteVersionTag(model, version, "k");
          case 6 -> new RegistryChange.DescribeVersion(model, version, Optional.of("v" + change));
          case 7 ->
              random.nextInt(4) > 0
                  ? new RegistryChange.DeleteVersion(model, version)
                  : random.nextBoolean()
                      ? new RegistryChange.DeleteModel(model)
                      : new RegistryChange.RenameModel(model, pick(random, HEADS) + change);
          default ->
              new RegistryChange.CreateVersion(
                  model, "s3://b/" + change, "", value + random.nextInt(5), "", "", tags);
        };
    // Three changes a millisecond, so that times tie.
    return RegistryFold.apply(registry, next, Expected.ANYTHING, change / 3, change).next();
  }

  private static <R> List<R> plainly(List<R> rows, Question<R> question) {
    return rows.stream().filter(question.holds()).sorted(question.order()).toList();
  }

  private static <R> List<R> pages(
      Function<RegistrySearch.Request, CompletionStage<Page<R>>> search,
      Question<R> question,
      int size) {
    List<R> rows = new ArrayList<>();
    Optional<String> token = Optional.of("");
    while (token.isPresent()) {
      Page<R> page =
          search
              .apply(
                  new RegistrySearch.Request(
                      question.filter(),
                      OptionalLong.of(size),
                      question.by().isEmpty() ? List.of() : List.of(question.by()),
                      token.get()))
              .toCompletableFuture()
              .join();
      rows.addAll(page.rows());
      token = page.nextToken();
      assertThat(page.rows().size()).isLessThanOrEqualTo(size);
      assertThat(token.isEmpty() || page.rows().size() == size).isTrue();
    }
    return rows;
  }

  private static Question<RegisteredModel> ofModels(Random random) {
    Comparator<RegisteredModel> byName = by(RegisteredModel::name);
    Comparator<RegisteredModel> byTime = Comparator.comparingLong(RegisteredModel::updatedAtMillis);
    return question(
        random,
        RegisteredModel::name,
        (model, key) -> model.tags().get(key),
        List.of("", "name ASC", "name DESC", "last_updated_timestamp DESC"),
        List.of(byName, byName, byName.reversed(), byTime.reversed().thenComparing(byName)));
  }

  private static Question<VersionRow> ofVersions(Random random) {
    Comparator<VersionRow> byName = by(row -> row.model().name());
    Comparator<VersionRow> byNumber =
        Comparator.comparing(VersionRow::version, Comparator.comparingInt(ModelVersion::number));
    Comparator<VersionRow> byTime =
        Comparator.comparingLong(row -> row.version().updatedAtMillis());
    Comparator<VersionRow> ties = byName.thenComparing(byNumber.reversed());
    return question(
        random,
        row -> row.model().name(),
        (row, key) -> row.version().tags().get(key),
        List.of("", "name ASC", "version_number ASC", "last_updated_timestamp ASC"),
        List.of(
            byTime.reversed().thenComparing(ties),
            ties,
            byNumber.thenComparing(byName),
            byTime.thenComparing(ties)));
  }

  private static <R> Question<R> question(
      Random random,
      Function<R, String> name,
      BiFunction<R, String, Optional<String>> tag,
      List<String> keys,
      List<Comparator<R>> orders) {
    String head = pick(random, HEADS);
    String value = pick(random, VALUES);
    Predicate<R> named = row -> name.apply(row).startsWith(head);
    Predicate<R> tagged = row -> tag.apply(row, "k").equals(Optional.of(value));
    int order = random.nextInt(keys.size());
    String prefix = "name LIKE '" + head + "%'";
    String tags = "tags.k = '" + value + "'";
    return switch (random.nextInt(6)) {
      case 0 -> new Question<>("", row -> true, keys.get(order), orders.get(order));
      case 1 -> new Question<>(prefix, named, keys.get(order), orders.get(order));
      case 2 -> new Question<>(tags, tagged, keys.get(order), orders.get(order));
      case 3 ->
          new Question<>(
              prefix + " AND " + tags, named.and(tagged), keys.get(order), orders.get(order));
      case 4 ->
          new Question<>(
              prefix + " OR " + tags, named.or(tagged), keys.get(order), orders.get(order));
      default ->
          new Question<>(
              "name LIKE '" + head + "_%' AND NOT " + tags,
              named.and(row -> name.apply(row).length() > head.length()).and(tagged.negate()),
              keys.get(order),
              orders.get(order));
    };
  }

  private static <R> Comparator<R> by(Function<R, String> name) {
    return Comparator.comparing(
        row -> name.apply(row).getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
  }
}
