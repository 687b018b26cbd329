package dev.kiseki.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.search.PlainRuns.Order;
import dev.kiseki.query.search.PlainTrees.Term;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.PackedRun;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whole searches, from texts to pages, over shards; random, against the plainest answer. */
class RunSearchPropertyTest {
  private record Asked(
      List<Term<RunView>> terms, List<Order> orders, ViewType view, List<String> experiments) {
    String filter() {
      return terms.stream().map(Term::text).collect(Collectors.joining(" AND "));
    }

    RunSearchRequest page(int size, String token) {
      return new RunSearchRequest(
          experiments, filter(), view, size, orders.stream().map(Order::text).toList(), token);
    }
  }

  @Property(tries = 2000)
  void pagesGiveEachRunOnceInTheTotalOrder(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int shards,
      @ForAll @IntRange(min = 1, max = 12) int pageSize) {
    Random random = new Random(seed);
    List<RunView> runs = RandomRuns.of(random, 60);
    Asked asked = asked(random);
    SplitShards scanner = new SplitShards(random, runs, shards);
    RunSearch search = new RunSearch(scanner, PlainRuns.CLOCK);

    List<String> expected = ids(runs.stream().filter(run -> seen(asked, run)).toList(), asked);
    List<String> got = new ArrayList<>();
    Optional<String> token = Optional.of("");
    int pages = 0;
    while (token.isPresent()) {
      Page<PackedRun> page = answer(search, asked.page(pageSize, token.get()));
      token = page.nextToken();
      pages++;
      assertThat(token.isPresent() ? page.rows().size() == pageSize : true).isTrue();
      page.rows().forEach(run -> got.add(run.view().run().id().text()));
    }

    assertThat(got).as(asked.filter() + " by " + asked.orders()).isEqualTo(expected);
    assertThat(pages).isEqualTo(Math.max(1, (expected.size() + pageSize - 1) / pageSize));
    assertThat(scanner.scans).isEqualTo(asked.experiments().isEmpty() ? 0 : pages);
  }

  /** A run that is written or deleted between two pages moves no other run. */
  @Property(tries = 200)
  void runsThatComeAndGoShiftNoOther(@ForAll long seed) {
    Random random = new Random(seed);
    List<RunView> runs = RandomRuns.of(random, 40);
    Asked asked = asked(random);
    Page<PackedRun> first = answer(search(random, runs), asked.page(7, ""));
    if (first.nextToken().isEmpty()) {
      return;
    }
    List<String> before = first.rows().stream().map(run -> run.view().run().id().text()).toList();
    List<RunView> later = new ArrayList<>(runs);
    later.removeIf(run -> before.contains(run.run().id().text()) || random.nextInt(8) == 0);
    List<String> rest = ids(later.stream().filter(run -> seen(asked, run)).toList(), asked);

    Page<PackedRun> second =
        answer(search(random, later), asked.page(50, first.nextToken().orElseThrow()));
    assertThat(second.rows().stream().map(run -> run.view().run().id().text()).toList())
        .isEqualTo(rest);
  }

  /** Another search's token would silently begin somewhere; a damaged one anywhere. */
  @Property(tries = 200)
  void aTokenOfAnotherSearchOrADamagedOneIsRefused(@ForAll long seed, @ForAll int at) {
    Random random = new Random(seed);
    RunSearch search = search(random, RandomRuns.of(random, 30));
    Asked all = new Asked(List.of(), List.of(), ViewType.ALL, List.of("0", "1", "2"));
    String token = answer(search, all.page(3, "")).nextToken().orElseThrow();
    Asked other = new Asked(List.of(), List.of(), ViewType.ACTIVE_ONLY, List.of("0", "1", "2"));
    assertThat(refusal(search, other.page(3, token))).startsWith("Invalid page token");

    int place = Math.floorMod(at, token.length() - 1); // the last character may hold unused bits
    char flipped = token.charAt(place) == 'A' ? 'B' : 'A';
    String damaged = token.substring(0, place) + flipped + token.substring(place + 1);
    assertThat(refusal(search, all.page(3, damaged))).startsWith("Invalid page token");
  }

  private static Asked asked(Random random) {
    List<Term<RunView>> terms = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      terms.add(PlainTrees.conjunct(random, PlainRuns::term));
    }
    Map<String, Order> orders = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Order order = PlainRuns.order(random);
      orders.putIfAbsent(order.what(), order);
    }
    List<String> experiments =
        random.nextInt(8) == 0 ? List.of() : List.of("" + random.nextInt(3), "1", "99", "1");
    return new Asked(
        terms,
        List.copyOf(orders.values()),
        RandomRuns.pick(random, List.of(ViewType.values())),
        experiments);
  }

  private static boolean seen(Asked asked, RunView run) {
    boolean stage =
        asked.view() == ViewType.ALL
            || run.stage().text().equals("active") == (asked.view() == ViewType.ACTIVE_ONLY);
    return stage
        && asked.experiments().contains(run.run().experiment().toString())
        && asked.terms().stream().allMatch(term -> term.holds().test(run));
  }

  private static List<String> ids(List<RunView> runs, Asked asked) {
    return runs.stream()
        .sorted(PlainRuns.total(asked.orders()))
        .map(run -> run.run().id().text())
        .toList();
  }

  private static RunSearch search(Random random, List<RunView> runs) {
    return new RunSearch(new SplitShards(random, runs, 4), PlainRuns.CLOCK);
  }

  private static Page<PackedRun> answer(RunSearch search, RunSearchRequest request) {
    return search.search(request).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static String refusal(RunSearch search, RunSearchRequest request) {
    try {
      answer(search, request);
      return "nothing was refused";
    } catch (CompletionException e) {
      TrackingException refused = (TrackingException) e.getCause();
      assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
      return refused.getMessage();
    }
  }
}
