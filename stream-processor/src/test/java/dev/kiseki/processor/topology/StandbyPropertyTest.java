package dev.kiseki.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.Links;
import dev.kiseki.processor.fold.ModelEvents;
import dev.kiseki.processor.local.DiskImage;
import dev.kiseki.processor.local.SearchedRuns;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.search.DatasetJoin;
import dev.kiseki.processor.search.PartitionSearch;
import dev.kiseki.processor.search.SearchWork;
import dev.kiseki.processor.search.TopRows;
import dev.kiseki.processor.standby.LogRecord;
import dev.kiseki.processor.standby.RunLog;
import dev.kiseki.processor.standby.StandbyPartitions;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.BruteForce;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.shard.PackedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.kafka.common.TopicPartition;

/**
 * A standby that has read the changelog up to any record of it answers as an owner that has folded
 * the whole log, however often the owner was killed in its commits.
 */
class StandbyPropertyTest {
  private static final List<RunId> RUNS =
      Stream.of("a", "b", "c", "d", "e", "f", "g", "never").map(RunId::new).toList();
  private static final List<RunId> MODELS =
      Stream.of("m-a", "m-b", "m-c", "m-d", "m-never").map(RunId::new).toList();
  private static final List<RunId> DOCUMENTS =
      Stream.concat(RUNS.stream(), MODELS.stream()).toList();
  private static final List<String> KEYS = List.of("k", "l");
  private static final int RECORDS = 200;

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void itAnswersAsAnUndisturbedFoldOfTheWholeLog(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<RunEvent> log = log(random);
    Path root = Files.createTempDirectory("standby");
    try (Crashes calm = new Crashes(log, root.resolve("calm"));
        Crashes owner = new Crashes(log, root.resolve("owner"));
        Standby standby = new Standby(log, root.resolve("standby"), owner.changelog())) {
      for (int i = 0; i < 12; i++) {
        owner.fold(random.nextInt(26));
        standby.end(owner.folded() + random.nextInt(6));
        Crashes.Step[] steps = Crashes.Step.values();
        owner.commit(steps[random.nextInt(steps.length)], random.nextInt(14));
        for (int reads = random.nextInt(4); reads > 0; reads--) {
          standby.follow(random);
          standby.end(standby.end + random.nextInt(3));
          calm.fold(standby.end - calm.folded());
          standby.check(calm.runs(), calm.joined(), random);
        }
      }
    } finally {
      DiskImage.remove(root);
    }
  }

  private static List<RunEvent> log(Random random) {
    List<RunEvent> log = new ArrayList<>();
    while (log.size() < RECORDS) {
      int i = log.size();
      RunId run = RunFixtures.pick(random, RUNS);
      if (random.nextInt(5) < 2) {
        model(log, RunFixtures.pick(random, MODELS), run, random);
        continue;
      }
      if (random.nextInt(8) == 0) {
        log.add(Events.metric(run, "k", i, i, i));
        log.add(Events.of(run, new RunProposal.Delete()));
        log.add(Events.purge(run, Events.SENT_AT));
        continue;
      }
      ExperimentId experiment = new ExperimentId(random.nextInt(3));
      log.add(
          switch (random.nextInt(16)) {
            case 0, 1 -> create(RUNS.get(random.nextInt(RUNS.size() - 1)), experiment, i);
            case 2 ->
                Events.of(
                    new RunId(""),
                    new RunProposal.ExperimentStage(experiment, random.nextBoolean(), i));
            case 3 -> Events.of(run, new RunProposal.Delete());
            case 4, 5 -> Events.of(run, new RunProposal.Restore());
            case 6 -> Events.of(run, new RunProposal.DeleteTag("k"));
            case 12 -> Events.purge(run, Events.SENT_AT);
            case 13, 14 -> Links.any(run, random, i);
            case 7, 8 -> texts(run, random, i);
            default -> Events.metric(run, RunFixtures.pick(random, KEYS), i, i, random.nextInt(4));
          });
    }
    return log;
  }

  private static RunEvent create(RunId run, ExperimentId experiment, int start) {
    return Events.of(
        run, new RunProposal.Create(experiment, "n", "me", start % 4, "s3://b/7", List.of()));
  }

  private static void model(List<RunEvent> log, RunId model, RunId run, Random random) {
    int i = log.size();
    switch (random.nextInt(8)) {
      case 0, 1 ->
          log.add(
              ModelEvents.create(
                  MODELS.get(random.nextInt(MODELS.size() - 1)),
                  new ExperimentId(random.nextInt(3)),
                  i % 4));
      case 2 -> {
        log.add(ModelEvents.points(model, run, "k", i, i));
        log.add(ModelEvents.of(model, Events.SENT_AT, new ModelProposal.DeleteModel()));
        log.add(
            ModelEvents.of(model, Events.SENT_AT, new ModelProposal.PurgeModel(Events.SENT_AT)));
      }
      case 3 -> {
        log.add(Events.metric(run, "k", i, i, i % 4));
        log.add(ModelEvents.points(model, run, "k", i, i % 4));
      }
      default -> log.add(ModelEvents.any(model, run, random, i));
    }
  }

  private static RunEvent texts(RunId run, Random random, int i) {
    KeyValue param = new KeyValue(RunFixtures.pick(random, KEYS), "" + random.nextInt(2));
    KeyValue tag = new KeyValue(RunFixtures.pick(random, KEYS), "" + i % 3);
    return Events.of(
        run,
        new RunProposal.LogBatch(
            RunProposal.Origin.LOG_BATCH, MetricColumns.EMPTY, List.of(param), List.of(tag)));
  }

  /** Its changelog ends where it has read, so that it is at the end at every cut. */
  private static final class Standby implements RunLog, AutoCloseable {
    private static final TopicPartition CHANGELOG = new TopicPartition("changelog", 0);

    private final List<RunEvent> log;
    private final List<org.apache.kafka.streams.KeyValue<byte[], byte[]>> changelog;
    private final StoreAccess access;
    private final StandbyPartitions standbys = new StandbyPartitions(this);
    private int end;

    Standby(
        List<RunEvent> log,
        Path directory,
        List<org.apache.kafka.streams.KeyValue<byte[], byte[]>> changelog) {
      this.log = log;
      this.changelog = changelog;
      this.access = StoreAccess.following(directory, changelog);
      standbys.opened(0, access.store().reader());
      standbys.onUpdateStart(CHANGELOG, "runs", 0);
    }

    void follow(Random random) {
      int to = access.followed() + random.nextInt(changelog.size() - access.followed() + 1);
      if (to > access.followed()) {
        access.follow(to);
        standbys.onBatchLoaded(CHANGELOG, "runs", null, to - 1L, 1, to);
      }
    }

    /** The log never gets shorter. */
    void end(int records) {
      end = Math.max(end, Math.min(records, log.size()));
    }

    @Override
    public Ends ends(int partition) {
      return new Ends(end, access.followed());
    }

    @Override
    public List<LogRecord> read(int partition, long from, long to, long mostBytes) {
      List<LogRecord> records = new ArrayList<>();
      for (long offset = from; offset < to; offset++) {
        records.add(new LogRecord(offset, RunEventCodec.encode(log.get((int) offset))));
      }
      return records;
    }

    void check(Map<RunId, RunView> expected, List<RunView> joined, Random random) {
      standbys
          .of(0)
          .orElseThrow()
          .read(
              runs -> {
                Map<RunId, RunView> found = new TreeMap<>();
                runs.everyRun((view, bytes) -> found.put(view.run().id(), view) == null);
                assertThat(found).isEqualTo(expected);
                for (RunId run : DOCUMENTS) {
                  assertThat(runs.run(run).orElse(null)).isEqualTo(expected.get(run));
                }
                DatasetJoin join = new DatasetJoin(runs);
                assertThat(expected.values().stream().map(join::of).toList()).isEqualTo(joined);
                search(runs, joined, random);
              });
    }

    private static void search(SearchedRuns runs, List<RunView> all, Random random) {
      Map<RunId, RunView> expected = new TreeMap<>();
      all.forEach(view -> expected.put(view.run().id(), view));
      for (int i = 0; i < 8; i++) {
        RunQuery query = RunFixtures.randomQueryOfAnyKind(random);
        TopRows top = new TopRows(query, 100);
        PartitionSearch.run(runs, top, new SearchWork(() -> false));
        List<RunView> rows = top.take().stream().map(row -> PackedRun.of(row).view()).toList();
        assertThat(rows)
            .as("%s", query)
            .isEqualTo(
                BruteForce.ids(all, query).stream()
                    .map(id -> expected.get(new RunId(id)))
                    .toList());
      }
    }

    @Override
    public void close() {
      access.close();
    }
  }
}
