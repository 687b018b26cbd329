package dev.kiseki.processor.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.search.SearchCase.Commit;
import dev.kiseki.processor.search.SearchCase.Mark;
import dev.kiseki.processor.search.SearchCase.Played;
import dev.kiseki.processor.search.SearchCase.Purge;
import dev.kiseki.processor.search.SearchCase.Put;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.key.StageEntry;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/**
 * Random searches over random histories of a store of runs and logged models, against a plain sort
 * of all documents. A difference is told as the smallest history and search that still show it;
 * seeds do not shrink.
 */
class SearchPropertyTest {
  private static final int SEARCHES = 40;

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void everySearchOverAFewRunsIsThatOfBruteForce(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int page) {
    check(new Random(seed), 80, page);
  }

  @Property(tries = 6, shrinking = ShrinkingMode.OFF)
  void everySearchOverManyRunsIsThatOfBruteForce(
      @ForAll long seed, @ForAll @IntRange(min = 100, max = 900) int page) {
    check(new Random(seed), 2_500, page);
  }

  private static void check(Random random, int runs, int page) {
    try (Played played = new Played()) {
      change(random, played, runs);
      played.play(Commit.FLUSHED);
      played.play(Commit.WRITTEN);
      mark(random, played);
      change(random, played, runs);
      played.play(Commit.FLUSHED);
      played.play(Commit.WRITTEN);
      assertThat(played.clean()).isTrue();
      change(random, played, runs / 10);
      search(random, played, page);
      played.play(Commit.FLUSHED);
      search(random, played, page);
      played.play(Commit.WRITTEN);
      assertThat(played.clean()).isTrue();
      search(random, played, page);
      played.play(Commit.AND_RESTORED);
      assertThat(played.clean()).isTrue();
      search(random, played, page);
    }
  }

  private static void change(Random random, Played played, int count) {
    List<RunView> fresh = RunFixtures.randomDocuments(random, count);
    List<RunId> known = new ArrayList<>(played.documents.keySet());
    for (RunView view : fresh) {
      RunDocument run = view.run();
      boolean again = !known.isEmpty() && random.nextInt(3) > 0;
      RunDocument picked = again ? played.documents.get(RunFixtures.pick(random, known)) : null;
      RunDocument before = picked != null && picked.kind() == run.kind() ? picked : null;
      boolean otherMetrics = random.nextBoolean() || before == null;
      RunDocument now =
          new RunDocument(
              before == null ? run.id() : before.id(),
              before == null ? run.experiment() : before.experiment(),
              run.name(),
              run.userId(),
              run.status(),
              run.startTimeMillis(),
              run.endTimeMillis(),
              run.artifactUri(),
              random.nextInt(4) == 0 ? LifecycleStage.DELETED : LifecycleStage.ACTIVE,
              random.nextInt(10),
              0,
              run.params(),
              run.tags(),
              otherMetrics ? run.metrics() : before.metrics(),
              run.batches(),
              random.nextBoolean() || before == null ? run.links() : before.links(),
              otherMetrics ? run.model() : before.model(),
              played.steps.size());
      played.play(new Put(now));
      if (random.nextInt(10) == 0) {
        List<RunId> there = List.copyOf(played.documents.keySet());
        RunId gone = RunFixtures.pick(random, there);
        played.play(new Purge(gone));
        known.remove(gone);
      }
    }
  }

  private static void mark(Random random, Played played) {
    if (random.nextBoolean()) {
      ExperimentId experiment = new ExperimentId(random.nextInt(3));
      StageEntry entry = new StageEntry(random.nextBoolean(), 1, random.nextInt(10), 0);
      played.play(new Mark(experiment, entry));
    }
  }

  private static void search(Random random, Played played, int page) {
    for (int i = 0; i < SEARCHES; i++) {
      RunQuery query = RunFixtures.randomQueryOfAnyKind(random);
      if (!played.found(query, page).equals(played.expected(query))) {
        SearchCase failing = new SearchCase(List.copyOf(played.steps), query, page);
        SearchCase smallest = Smallest.of(failing, other -> other.difference().isPresent());
        fail(smallest + smallest.difference().orElse("but played again it is right"));
      }
    }
  }
}
