package dev.kiseki.query.search;

import static dev.kiseki.query.search.RandomRuns.pick;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.webhook.Webhooks;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.search.PlainTrees.Term;
import dev.kiseki.store.scan.ViewType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Experiment searches from texts to pages; random, against the plainest answer. */
class ExperimentSearchPropertyTest {
  private record Order(String name, boolean down, Comparator<Experiment> order) {}

  @Property(tries = 800)
  void pagesGiveEachExperimentOnceInTheTotalOrder(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int pageSize) {
    Random random = new Random(seed);
    List<Experiment> all = experiments(random);
    CatalogState catalog = CatalogState.of(1000, all, Registry.EMPTY, Webhooks.NONE);
    ExperimentSearch search =
        new ExperimentSearch(() -> CompletableFuture.completedStage(catalog), PlainRuns.CLOCK);
    List<Term<Experiment>> terms = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      terms.add(PlainTrees.conjunct(random, ExperimentSearchPropertyTest::term));
    }
    Map<String, Order> orders = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Order order = order(random);
      orders.putIfAbsent(order.name(), order);
    }
    ViewType view = pick(random, List.of(ViewType.values()));
    List<String> expected =
        all.stream()
            .filter(e -> view == ViewType.ALL || e.active() == (view == ViewType.ACTIVE_ONLY))
            .filter(e -> terms.stream().allMatch(term -> term.holds().test(e)))
            .sorted(total(List.copyOf(orders.values())))
            .map(Experiment::name)
            .toList();

    List<String> got = new ArrayList<>();
    Optional<String> token = Optional.of("");
    int pages = 0;
    while (token.isPresent()) {
      Page<Experiment> page =
          search
              .search(
                  new ExperimentSearchRequest(
                      terms.stream().map(Term::text).collect(Collectors.joining(" and ")),
                      view,
                      pageSize,
                      orders.values().stream()
                          .map(order -> order.name() + (order.down() ? " DESC" : ""))
                          .toList(),
                      token.get()))
              .toCompletableFuture()
              .join();
      token = page.nextToken();
      pages++;
      page.rows().forEach(experiment -> got.add(experiment.name()));
    }
    assertThat(got).as(terms + " by " + orders.keySet()).isEqualTo(expected);
    assertThat(pages).isEqualTo(Math.max(1, (expected.size() + pageSize - 1) / pageSize));
  }

  private static List<Experiment> experiments(Random random) {
    List<Experiment> experiments = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      experiments.add(
          new Experiment(
              new ExperimentId(i * 7L),
              pick(random, RandomRuns.TEXTS) + i,
              "mlflow-artifacts:/" + i,
              random.nextInt(3) == 0 ? LifecycleStage.DELETED : LifecycleStage.ACTIVE,
              random.nextInt(4),
              random.nextInt(4),
              RandomRuns.texts(random),
              -1));
    }
    return experiments;
  }

  private static Term<Experiment> term(Random random) {
    String text = pick(random, RandomRuns.TEXTS);
    String key = pick(random, RandomRuns.KEYS);
    int number = random.nextInt(5) - 1;
    String other = pick(random, RandomRuns.TEXTS);
    return switch (random.nextInt(11)) {
      case 6 ->
          new Term<>(
              "tags.`" + key + "` IN ('" + text + "', '" + other + "')",
              e -> e.tags().get(key).filter(v -> v.equals(text) || v.equals(other)).isPresent());
      case 7 ->
          new Term<>(
              "name NOT BETWEEN '" + text + "' AND '" + other + "'",
              e -> bytes(e.name(), text) < 0 || bytes(e.name(), other) > 0);
      case 8 ->
          new Term<>(
              "last_update_time BETWEEN now() - 3ms AND " + number,
              e -> e.lastUpdateTimeMillis() >= 0 && e.lastUpdateTimeMillis() <= number);
      case 9 ->
          new Term<>(
              "creation_time NOT IN (" + number + ", now() - 1ms)",
              e -> e.creationTimeMillis() != number && e.creationTimeMillis() != 2);
      case 10 -> new Term<>("name is " + (number > 1 ? "" : "not ") + "null", e -> number <= 1);
      case 0 -> new Term<>("name LIKE '" + text + "%'", e -> e.name().startsWith(text));
      case 1 ->
          new Term<>(
              "tags.`" + key + "` = '" + text + "'",
              e -> e.tags().get(key).equals(Optional.of(text)));
      case 2 ->
          new Term<>(
              "tag.\"" + key + "\" != '" + text + "'",
              e -> e.tags().containsKey(key) && !e.tags().get(key).equals(Optional.of(text)));
      case 3 -> new Term<>("tags.`" + key + "` IS NULL", e -> !e.tags().containsKey(key));
      case 4 ->
          new Term<>("attribute.creation_time >= " + number, e -> e.creationTimeMillis() >= number);
      default ->
          new Term<>(
              "experiment_id NOT IN ('7', '14')",
              e -> e.id().number() != 7 && e.id().number() != 14);
    };
  }

  private static Order order(Random random) {
    boolean down = random.nextBoolean();
    String name =
        pick(random, List.of("name", "experiment_id", "creation_time", "last_update_time"));
    Comparator<Experiment> ascending =
        switch (name) {
          case "name" -> (a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b));
          case "experiment_id" -> Comparator.comparing(Experiment::id);
          case "creation_time" -> Comparator.comparingLong(Experiment::creationTimeMillis);
          default -> Comparator.comparingLong(Experiment::lastUpdateTimeMillis);
        };
    return new Order(name, down, down ? ascending.reversed() : ascending);
  }

  private static int bytes(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] utf8(Experiment experiment) {
    return experiment.name().getBytes(StandardCharsets.UTF_8);
  }

  /** Newest first and then ascending by id when nothing is given; else descending by id. */
  private static Comparator<Experiment> total(List<Order> orders) {
    Comparator<Experiment> byId = Comparator.comparing(Experiment::id);
    if (orders.isEmpty()) {
      return Comparator.comparingLong(Experiment::creationTimeMillis)
          .reversed()
          .thenComparing(byId);
    }
    return orders.stream()
        .map(Order::order)
        .reduce(Comparator::thenComparing)
        .orElseThrow()
        .thenComparing(byId.reversed());
  }
}
