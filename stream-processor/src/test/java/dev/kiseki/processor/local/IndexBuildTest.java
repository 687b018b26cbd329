package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.processor.search.PartitionSearch;
import dev.kiseki.processor.search.SearchWork;
import dev.kiseki.processor.search.TopRows;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.ViewType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes that are made after a restore, while the fold goes on. */
class IndexBuildTest {
  private static final int RUNS = 3_000;

  @TempDir Path folder;
  private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
  private final List<Runnable> builds = new ArrayList<>();
  private final Random random = new Random(11);

  @BeforeEach
  void aChangelogOfManyRuns() {
    try (StoreAccess first = access("first")) {
      first.store().begin();
      for (int i = 0; i < RUNS; i++) {
        put(first, i);
      }
      first.flush();
      first.commit();
    }
    builds.clear();
  }

  private StoreAccess access(String name) {
    return new StoreAccess(folder.resolve(name), changelog, StoreAccess.WIDE, () -> 0, builds::add);
  }

  /** A new state of one of the runs. */
  private void put(StoreAccess access, int number) {
    long offset = access.store().applied() + 1;
    RunDocument run =
        RunFixtures.run(
                String.format("%08x", number * 2_654_435_761L & 0xFFFF_FFFFL),
                Map.of("f1", random.nextDouble()),
                Map.of("seed", "" + random.nextInt(RUNS)))
            .run();
    access.store().put(run);
    access.store().applied(offset);
  }

  private void changeSome(StoreAccess access) {
    for (int i = 0; i < 40; i++) {
      put(access, random.nextInt(RUNS + RUNS / 10));
    }
    access.flush();
    access.commit();
  }

  /** Documents read for the first page in the order of a metric. */
  private static long cost(StoreAccess access) {
    RunQuery query =
        new RunQuery(
            Set.of(new ExperimentId(0)),
            ViewType.ACTIVE_ONLY,
            RunPredicate.anything(),
            List.of(new OrderKey(new OrderKey.Metric("f1"), false)),
            Optional.empty());
    TopRows top = new TopRows(query, 10);
    SearchWork work = new SearchWork(() -> false);
    PartitionSearch.run(access.store().reader(), top, work);
    assertThat(top.take()).hasSize(10);
    return work.documents();
  }

  @Test
  void aRestoreWritesNoIndexesAndSearchesReadAllRunsUntilTheyAreMade() {
    try (StoreAccess restored = access("second")) {
      restored.store().begin();
      assertThat(restored.store().reader().indexed()).isFalse();
      assertThat(restored.store().reader().checkIndexes()).isEqualTo(allMissing(restored));
      assertThat(cost(restored)).isEqualTo(RUNS);
      assertThat(builds).hasSize(1);
      builds.get(0).run();
      assertThat(restored.store().reader().indexed()).isTrue();
      assertThat(restored.store().reader().checkIndexes().clean()).isTrue();
      assertThat(cost(restored)).isEqualTo(10);
    }
  }

  private static IndexCheck allMissing(StoreAccess access) {
    IndexCheck check = access.store().reader().checkIndexes();
    assertThat(check.missing()).isGreaterThan(RUNS);
    assertThat(check.dangling()).isZero();
    return check;
  }

  @Test
  void runsThatChangeWhileIndexesAreMadeAreInThemOnceAndAsTheyAre() throws InterruptedException {
    try (StoreAccess restored = access("second")) {
      restored.store().begin();
      changeSome(restored);
      Thread build = new Thread(builds.get(0));
      build.start();
      int commits = 0;
      while (build.isAlive() || commits < 3) {
        changeSome(restored);
        commits++;
      }
      build.join();
      assertThat(restored.store().reader().indexed()).isTrue();
      IndexCheck check = restored.store().reader().checkIndexes();
      assertThat(check.clean()).as("%s after %d commits", check, commits).isTrue();
      changeSome(restored);
      assertThat(restored.store().reader().checkIndexes().clean()).isTrue();
    }
  }

  @Test
  void killedBetweenAnyTwoPiecesTheNextProcessGoesOn() {
    int images = 0;
    try (StoreAccess restored = access("second")) {
      restored.store().begin();
      IndexBuild build = (IndexBuild) builds.get(0);
      while (!restored.store().reader().indexed()) {
        changeSome(restored);
        DiskImage.copy(folder.resolve("second"), folder.resolve("killed-" + images));
        images++;
        build.step();
      }
    }
    assertThat(images).isGreaterThan(RUNS / 200);
    for (int i = 0; i < images; i++) {
      builds.clear();
      try (StoreAccess killed = access("killed-" + i)) {
        killed.store().begin();
        changeSome(killed);
        builds.forEach(Runnable::run);
        assertThat(killed.store().reader().indexed()).isTrue();
        IndexCheck check = killed.store().reader().checkIndexes();
        assertThat(check.clean()).as("image %d: %s", i, check).isTrue();
      }
    }
  }

  @Test
  void aStoreThatIsClosedWhileIndexesAreMadeGoesOnWhenItIsOpened() throws InterruptedException {
    Thread build;
    try (StoreAccess restored = access("second")) {
      restored.store().begin();
      changeSome(restored);
      build = new Thread(builds.get(0));
      build.start();
    }
    build.join();
    builds.clear();
    try (StoreAccess again = access("second")) {
      again.store().begin();
      builds.forEach(Runnable::run);
      assertThat(again.store().reader().checkIndexes().clean()).isTrue();
    }
  }
}
