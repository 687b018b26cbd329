package dev.kiseki.processor.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.processor.search.SearchCase.Commit;
import dev.kiseki.processor.search.SearchCase.Put;
import dev.kiseki.processor.search.SearchCase.Step;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.TimeAttribute;
import dev.kiseki.store.scan.ViewType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SmallestTest {
  private static final RunPredicate GUILTY =
      new RunPredicate.MetricCompare("k", Comparison.GREATER, 1);
  private static final RunPredicate OTHER = new RunPredicate.MetricPresence("l", true);

  /** Two hundred runs, commits between them, and a search with one guilty condition. */
  private static SearchCase large(Random random) {
    List<Step> steps = new ArrayList<>();
    RunFixtures.randomRuns(random, 200).forEach(view -> steps.add(new Put(view.run())));
    steps.add(70, Commit.FLUSHED);
    steps.add(140, Commit.WRITTEN);
    RunPredicate inner = new RunPredicate.AnyOf(List.of(OTHER, new RunPredicate.Not(GUILTY)));
    RunQuery query =
        new RunQuery(
            Set.of(new ExperimentId(0)),
            ViewType.ALL,
            new RunPredicate.AllOf(List.of(OTHER, new RunPredicate.Not(inner))),
            List.of(new OrderKey(new OrderKey.Time(TimeAttribute.END_TIME), true)),
            Optional.empty());
    return new SearchCase(steps, query, 7);
  }

  @Test
  void onlyWhatMakesItFailIsLeft() {
    SearchCase smallest =
        Smallest.of(
            large(new Random(4)),
            candidate ->
                candidate.query().predicate().toString().contains(GUILTY.toString())
                    && candidate.steps().contains(Commit.WRITTEN)
                    && candidate.steps().stream()
                        .anyMatch(s -> s instanceof Put p && p.run().metrics().containsKey("k")));

    assertThat(smallest.steps()).hasSize(2).contains(Commit.WRITTEN);
    Put put = (Put) smallest.steps().stream().filter(s -> s instanceof Put).findFirst().get();
    assertThat(put.run().params().isEmpty()).isTrue();
    assertThat(put.run().tags().isEmpty()).isTrue();
    assertThat(put.run().endTimeMillis()).isEmpty();
    assertThat(smallest.query().predicate()).isEqualTo(GUILTY);
    assertThat(smallest.query().order()).isEmpty();
    assertThat(smallest.page()).isEqualTo(1_000);
  }

  @Test
  void aSearchAsBruteForceShowsNoDifference() {
    assertThat(large(new Random(5)).difference()).isEmpty();
  }
}
