package dev.kiseki.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.Links;
import dev.kiseki.processor.fold.ModelEvents;
import dev.kiseki.processor.local.DiskImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever moment a process is killed at, the next one goes on as if nothing had happened. */
class CrashPropertyTest {
  private static final List<RunId> RUNS =
      List.of(new RunId("a"), new RunId("b"), new RunId("never"));
  private static final List<RunId> MODELS =
      List.of(new RunId("m-a"), new RunId("m-b"), new RunId("m-never"));
  private static final List<RunId> MADE =
      List.of(RUNS.get(0), RUNS.get(1), MODELS.get(0), MODELS.get(1));

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void killedAnywhereItEndsWithTheStateOfAnUndisturbedFold(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<RunEvent> log = log(random, 80);
    Path root = Files.createTempDirectory("crashes");
    try (Crashes calm = new Crashes(log, root.resolve("calm"));
        Crashes killed = new Crashes(log, root.resolve("killed"))) {
      calm.finish();
      for (int i = 0; i < 8; i++) {
        killed.fold(random.nextInt(20));
        if (random.nextInt(4) == 0) {
          killed.loseDisk();
        }
        Crashes.Step[] steps = Crashes.Step.values();
        Crashes.Step end =
            random.nextInt(3) == 0 ? Crashes.Step.REMOVING : steps[random.nextInt(steps.length)];
        killed.commit(end, random.nextInt(16));
        assertThat(killed.runs().keySet()).isSubsetOf(MADE);
        assertThat(killed.joined()).hasSameSizeAs(killed.runs().keySet());
        assertThat(killed.reader().waitingBytes()).isEqualTo(killed.storedBytes());
      }
      killed.finish();

      assertThat(killed.runs()).isEqualTo(calm.runs());
      assertThat(killed.points()).isEqualTo(calm.points());
      assertThat(killed.rejections()).isEqualTo(calm.rejections());
      assertThat(killed.datasets()).isEqualTo(calm.datasets());
      assertThat(killed.outbox()).isEqualTo(calm.outbox());
      assertThat(killed.outbox()).isSubsetOf(killed.runs().keySet());
      assertThat(killed.purged()).isEqualTo(calm.purged());
      assertThat(killed.reader().purgesWaiting()).isEqualTo(calm.purged().size());
      for (RunId run : Stream.concat(RUNS.stream(), MODELS.stream()).toList()) {
        if (!calm.runs().containsKey(run)) {
          assertThat(killed.reader().committedPoints(run, Integer.MAX_VALUE)).isEmpty();
          assertThat(killed.reader().pendingPoints(run)).isEmpty();
        }
      }
      assertThat(killed.applied()).isEqualTo(log.size() - 1L);
      assertThat(killed.indexes().runs()).isEqualTo(calm.runs().size());
      assertThat(killed.indexes().clean()).isTrue();
    } finally {
      DiskImage.remove(root);
    }
  }

  private static List<RunEvent> log(Random random, int size) {
    List<RunEvent> log = new ArrayList<>();
    while (log.size() < size) {
      int i = log.size();
      RunId run = RUNS.get(random.nextInt(RUNS.size()));
      if (random.nextInt(2) == 0) {
        model(log, MODELS.get(random.nextInt(MODELS.size())), run, random);
        continue;
      }
      if (random.nextInt(8) == 0) {
        // Close together, so that a commit is often torn between what the purge takes away.
        log.add(Events.metric(run, "m0", i, i, i));
        log.add(Events.of(run, new RunProposal.Delete()));
        log.add(Events.metric(run, "m1", i, i, i));
        log.add(Links.any(run, random, i));
        log.add(Events.purge(run, Events.SENT_AT));
        continue;
      }
      log.add(
          switch (random.nextInt(15)) {
            case 0 -> Events.create(RUNS.get(random.nextInt(2)));
            case 1 -> Events.stage(random.nextBoolean(), i);
            case 2 -> Events.of(run, new RunProposal.Delete());
            case 3, 4 -> Events.of(run, new RunProposal.Restore());
            case 5 -> Events.of(run, new RunProposal.DeleteTag("t"));
            case 6 ->
                Events.of(
                    run,
                    new RunProposal.LogBatch(
                        RunProposal.Origin.LOG_BATCH,
                        MetricColumns.EMPTY,
                        List.of(new KeyValue("p", "" + random.nextInt(2))),
                        List.of(new KeyValue("t", "" + i))));
            case 7 -> Events.purge(run, Events.SENT_AT);
            case 8 -> Events.purge(run, Events.SENT_AT - 1);
            case 9, 10, 11 -> Links.any(run, random, i);
            default -> Events.metric(run, "m" + random.nextInt(2), i, i, i);
          });
    }
    return log;
  }

  private static void model(List<RunEvent> log, RunId model, RunId run, Random random) {
    int i = log.size();
    switch (random.nextInt(8)) {
      case 0, 1, 2 ->
          log.add(
              ModelEvents.create(MODELS.get(random.nextInt(2)), Events.EXPERIMENT, Events.SENT_AT));
      case 3, 4 -> {
        // Close together, as with runs.
        log.add(ModelEvents.points(model, run, "k", i, i));
        log.add(ModelEvents.of(model, Events.SENT_AT, new ModelProposal.DeleteModel()));
        log.add(ModelEvents.any(model, run, random, i));
        log.add(
            ModelEvents.of(model, Events.SENT_AT, new ModelProposal.PurgeModel(Events.SENT_AT)));
      }
      case 5 -> {
        log.add(Events.metric(run, "m0", i, i, i));
        log.add(ModelEvents.points(model, run, "m0", i, i));
      }
      default -> log.add(ModelEvents.any(model, run, random, i));
    }
  }
}
