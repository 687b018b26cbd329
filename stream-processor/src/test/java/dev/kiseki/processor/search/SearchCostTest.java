package dev.kiseki.processor.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.BruteForce;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.MetricAggregate;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.TextAttribute;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TextTest;
import dev.kiseki.store.scan.TimeAttribute;
import dev.kiseki.store.scan.ViewType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search reads: the page that is asked for counts, not the number of runs. */
class SearchCostTest {
  private static final int RUNS = 30_000;
  private static final int PAGE = 50;
  private static final OrderKey URI =
      new OrderKey(new OrderKey.Text(new TextOf.Attribute(TextAttribute.ARTIFACT_URI)), true);

  @TempDir static Path directory;
  private static final List<RunView> VIEWS = new ArrayList<>();
  private static StoreAccess access;

  @BeforeAll
  static void fill() {
    access = new StoreAccess(directory, new ArrayList<>(), StoreAccess.WIDE, () -> 0);
    access.store().begin();
    Random random = new Random(7);
    for (int i = 0; i < RUNS; i++) {
      double accuracy = random.nextDouble();
      RunDocument run =
          RunFixtures.run(
                  String.format("%08x", i * 2_654_435_761L & 0xFFFF_FFFFL),
                  Map.of(
                      "accuracy",
                      accuracy,
                      "f1",
                      random.nextDouble(),
                      "against",
                      1 - accuracy,
                      "rare",
                      i % 1_000 == 0 ? 1.0 : 0.0),
                  Map.of(
                      "seed", "" + i,
                      "trees", "" + i % 4,
                      "same", "x",
                      "fold", "" + i % 31,
                      "host", "node-" + i % 37))
              .run();
      access.store().put(run);
      access.store().applied(i);
      VIEWS.add(access.store().stages().view(run));
      if (i % 10_000 == 9_999) {
        access.flush();
        access.commit();
      }
    }
  }

  @AfterAll
  static void close() {
    access.close();
  }

  private static RunPredicate above(String metric, double value) {
    return new RunPredicate.MetricCompare(metric, Comparison.GREATER, value);
  }

  private static RunPredicate param(String key, String value) {
    return new RunPredicate.TextMatch(new TextOf.Param(key), new TextTest.Equal(value));
  }

  private static OrderKey by(String metric, boolean ascending) {
    return new OrderKey(new OrderKey.Metric(metric), ascending);
  }

  /** Documents tested for a page that is checked against brute force. */
  private static long documents(List<OrderKey> order, RunPredicate... terms) {
    return search(order, terms).documents();
  }

  private static SearchWork search(List<OrderKey> order, RunPredicate... terms) {
    RunQuery query = query(order, terms);
    TopRows top = new TopRows(query, PAGE);
    SearchWork work = new SearchWork(() -> false);
    PartitionSearch.run(access.store().reader(), top, work);
    List<String> expected = BruteForce.ids(VIEWS, query);
    assertThat(SearchRows.ids(top)).isEqualTo(expected.subList(0, Math.min(PAGE, expected.size())));
    return work;
  }

  private static RunQuery query(List<OrderKey> order, RunPredicate... terms) {
    return new RunQuery(
        Set.of(new ExperimentId(0)),
        ViewType.ACTIVE_ONLY,
        new RunPredicate.AllOf(List.of(terms)),
        order,
        Optional.empty());
  }

  @Test
  void aPageInTheOrderOfAMetricReadsThePage() {
    assertThat(documents(List.of(by("f1", false)))).isEqualTo(PAGE);
    assertThat(documents(List.of(by("f1", true)))).isEqualTo(PAGE);
  }

  @Test
  void aPageInTheOrderOfABestValueReadsThePageToo() {
    for (MetricAggregate best : List.of(MetricAggregate.MIN, MetricAggregate.MAX)) {
      OrderKey order = new OrderKey(new OrderKey.Metric("f1", best), best == MetricAggregate.MIN);
      assertThat(documents(List.of(order))).isEqualTo(PAGE);
      RunPredicate rare = new RunPredicate.MetricCompare("rare", best, Comparison.GREATER, 0.5);
      assertThat(documents(List.of(order), rare)).isEqualTo(30);
    }
  }

  @Test
  void theNewestRunsAreReadAlone() {
    assertThat(documents(List.of())).isEqualTo(PAGE);
    OrderKey start = new OrderKey(new OrderKey.Time(TimeAttribute.START_TIME), true);
    assertThat(documents(List.of(start))).isEqualTo(PAGE);
  }

  @Test
  void allRunsTieAndStillThePageIsEnough() {
    OrderKey same = new OrderKey(new OrderKey.Text(new TextOf.Param("same")), false);
    assertThat(documents(List.of(same))).isEqualTo(PAGE);
  }

  @Test
  void oneHitIsReadAlone() {
    assertThat(documents(List.of(), param("seed", "777"))).isEqualTo(1);
    assertThat(documents(List.of(by("f1", false)), param("seed", "777"))).isEqualTo(1);
    assertThat(documents(List.of(), param("seed", "no such"))).isZero();
  }

  @Test
  void namedRunsAreLookedUp() {
    String id = VIEWS.get(5).run().id().text();
    RunPredicate named =
        new RunPredicate.TextMatch(
            new TextOf.Attribute(TextAttribute.RUN_ID), new TextTest.OneOf(Set.of(id, "none")));
    assertThat(documents(List.of(), named)).isEqualTo(2);
  }

  @Test
  void aFilterThatPassesOftenIsTestedAlongTheOrder() {
    // One in forty passes: about 2,000 are expected to be read.
    assertThat(documents(List.of(by("f1", false)), above("accuracy", 0.9), param("trees", "1")))
        .isBetween((long) PAGE, 6_000L);
  }

  @Test
  void aFilterThatPassesSeldomIsReadByItself() {
    assertThat(documents(List.of(by("f1", false)), above("rare", 0.5))).isEqualTo(RUNS / 1_000);
  }

  @Test
  void twoBoundsOnOneMetricAreOneStretch() {
    RunPredicate below = new RunPredicate.MetricCompare("accuracy", Comparison.LESS, 0.5005);
    assertThat(documents(List.of(by("f1", false)), above("accuracy", 0.5), below)).isLessThan(60);
  }

  @Test
  void conditionsThatPassSeldomOnlyTogetherAreIntersected() {
    SearchWork work = search(List.of(by("f1", false)), param("fold", "3"), param("host", "node-5"));
    assertThat(work.reports().all().get(0).getPath()).isEqualTo("INTERSECT");
    assertThat(work.documents()).isBetween(20L, 30L);
  }

  @Test
  void aConditionOnTheOrderItselfIsWhereTheWalkBegins() {
    assertThat(documents(List.of(by("accuracy", true)), above("accuracy", 0.9))).isEqualTo(PAGE);
    RunPredicate below = new RunPredicate.MetricCompare("accuracy", Comparison.LESS, 0.1);
    assertThat(documents(List.of(by("accuracy", false)), below)).isEqualTo(PAGE);
  }

  @Test
  void aPatternIsTestedOnTheEntries() {
    RunPredicate ends =
        new RunPredicate.TextMatch(new TextOf.Param("seed"), new TextTest.Like("%7777", false));
    assertThat(documents(List.of(URI), ends)).isEqualTo(3);
    // Along an order it is tried first, since most patterns fit more runs; and then given up.
    assertThat(documents(List.of(by("f1", false)), ends)).isBetween((long) PAGE, RUNS - 1L);
  }

  @Test
  void documentsAreReadOnceAndRemembered() {
    search(List.of(by("f1", false)));
    SearchWork again = search(List.of(by("f1", false)));
    assertThat(again.documents()).isEqualTo(PAGE);
    assertThat(again.bytes()).isZero();
  }

  @Test
  void theEndOfABudgetIsAnErrorThatSaysSo() {
    assertThatThrownBy(() -> limited(URI, new SearchBudget(29_999, 1 << 30, Duration.ofHours(1))))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContaining("29,999 runs");
    assertThatThrownBy(() -> limited(URI, new SearchBudget(30_000, 10_000, Duration.ofHours(1))))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContaining("10,000 bytes");
    assertThatThrownBy(() -> limited(URI, new SearchBudget(30_000, 1 << 30, Duration.ZERO)))
        .isInstanceOf(BudgetExceededException.class)
        .hasMessageContaining("0 ms");
    limited(URI, new SearchBudget(30_000, 1 << 30, Duration.ofHours(1)));
  }

  private static void limited(OrderKey order, SearchBudget budget) {
    TopRows top = new TopRows(query(List.of(order)), PAGE);
    PartitionSearch.run(access.store().reader(), top, new SearchWork(() -> false, budget));
  }

  @Test
  void eachSideOfAnOrIsReadByItself() {
    RunPredicate either =
        new RunPredicate.AnyOf(List.of(param("seed", "5"), param("seed", "6"), above("rare", 0.5)));
    assertThat(documents(List.of(by("f1", false)), either)).isEqualTo(2 + RUNS / 1_000);
  }

  @Test
  void aFilterThatIsAgainstTheOrderIsGivenUpInTime() {
    // Along the order all matches stand at the end, and no statistic knows.
    assertThat(documents(List.of(by("against", false)), above("accuracy", 0.95)))
        .isLessThan(RUNS / 3L);
  }

  @Test
  void whatNoIndexHelpsReadsEveryRunOnce() {
    assertThat(documents(List.of(URI))).isEqualTo(RUNS);
  }
}
