package dev.kiseki.processor.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.key.StageEntry;
import dev.kiseki.store.scan.BruteForce;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.shard.RunReplies;
import dev.kiseki.store.shard.proto.RunReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.streams.KeyValue;

/** Random searches over random histories of a store, against a plain sort of all documents. */
class SearchPropertyTest {
  private static final StoreLimits LIMITS =
      new StoreLimits(1_000_000, 1_000_000, Duration.ofHours(1), Duration.ofHours(1), 1_000_000);
  private static final int SEARCHES = 40;

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void everySearchOverAFewRunsIsThatOfBruteForce(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int page) throws IOException {
    check(new Random(seed), 80, page);
  }

  @Property(tries = 6, shrinking = ShrinkingMode.OFF)
  void everySearchOverManyRunsIsThatOfBruteForce(
      @ForAll long seed, @ForAll @IntRange(min = 100, max = 900) int page) throws IOException {
    check(new Random(seed), 2_500, page);
  }

  private static void check(Random random, int runs, int page) throws IOException {
    Path directory = Files.createTempDirectory("kiseki-search");
    List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
    Map<RunId, RunDocument> documents = new LinkedHashMap<>();
    ExperimentStages stages;
    try (StoreAccess access =
        new StoreAccess(directory.resolve("first"), changelog, LIMITS, () -> 0)) {
      access.store().begin();
      change(random, access, documents, runs);
      access.flush();
      access.commit();
      stages = mark(random, access);
      change(random, access, documents, runs);
      access.flush();
      access.commit();
      assertThat(access.store().reader().checkIndexes().clean()).isTrue();
      change(random, access, documents, runs / 10);
      search(random, access, stages, documents, page);
      access.flush();
      search(random, access, stages, documents, page);
      access.commit();
      assertThat(access.store().reader().checkIndexes().clean()).isTrue();
      search(random, access, stages, documents, page);
    }
    try (StoreAccess restored =
        new StoreAccess(directory.resolve("second"), changelog, LIMITS, () -> 0)) {
      restored.store().begin();
      assertThat(restored.store().reader().checkIndexes().clean()).isTrue();
      search(random, restored, stages, documents, page);
    }
  }

  private static void change(
      Random random, StoreAccess access, Map<RunId, RunDocument> documents, int count) {
    List<RunView> fresh = RunFixtures.randomRuns(random, count);
    List<RunId> known = new ArrayList<>(documents.keySet());
    for (RunView view : fresh) {
      RunDocument run = view.run();
      boolean again = !known.isEmpty() && random.nextInt(3) > 0;
      RunDocument before = again ? documents.get(RunFixtures.pick(random, known)) : null;
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
              random.nextBoolean() || before == null ? run.metrics() : before.metrics(),
              access.store().applied() + 1);
      access.store().put(now);
      access.store().applied(access.store().applied() + 1);
      documents.put(now.id(), now);
    }
  }

  private static ExperimentStages mark(Random random, StoreAccess access) {
    if (random.nextBoolean()) {
      ExperimentId experiment = new ExperimentId(random.nextInt(3));
      ExperimentStages marked =
          access
              .store()
              .stages()
              .with(experiment, new StageEntry(random.nextBoolean(), 1, random.nextInt(10)));
      access.store().stages(marked, experiment);
    }
    return access.store().stages();
  }

  private static void search(
      Random random,
      StoreAccess access,
      ExperimentStages stages,
      Map<RunId, RunDocument> documents,
      int page) {
    List<RunView> views = documents.values().stream().map(stages::view).toList();
    for (int i = 0; i < SEARCHES; i++) {
      RunQuery query = RunFixtures.randomQuery(random);
      assertThat(pages(access, query, page))
          .as("%s", query)
          .isEqualTo(BruteForce.ids(views, query));
    }
  }

  private static List<String> pages(StoreAccess access, RunQuery query, int page) {
    List<String> ids = new ArrayList<>();
    RunQuery next = query;
    while (true) {
      TopRows top = new TopRows(next, page);
      PartitionSearch.run(access.store().reader(), top, new SearchWork(() -> false));
      List<byte[]> rows = List.copyOf(top.take());
      RunDocument last = null;
      for (byte[] row : rows) {
        last = run(row);
        ids.add(last.id().text());
      }
      if (rows.size() < page) {
        return ids;
      }
      next = query.after(RunOrder.of(query.order()).keyOf(last));
    }
  }

  /** The ids of the rows; empties it. */
  static List<String> ids(TopRows top) {
    return top.take().stream().map(row -> run(row).id().text()).toList();
  }

  private static RunDocument run(byte[] row) {
    try {
      return RunReplies.fromProto(RunReply.parseFrom(row)).run();
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }
}
