package dev.kiseki.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.Links;
import dev.kiseki.processor.local.DiskImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Whatever moment a process is killed at, the next one goes on as if nothing had happened. */
class CrashPropertyTest {
  private static final List<RunId> RUNS =
      List.of(new RunId("a"), new RunId("b"), new RunId("never"));

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void killedAnywhereItEndsWithTheStateOfAnUndisturbedFold(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    List<RunEvent> log = log(random, 60);
    Path root = Files.createTempDirectory("crashes");
    try (Crashes calm = new Crashes(log, root.resolve("calm"));
        Crashes killed = new Crashes(log, root.resolve("killed"))) {
      calm.finish();
      for (int i = 0; i < 8; i++) {
        killed.fold(random.nextInt(15));
        if (random.nextInt(4) == 0) {
          killed.loseDisk();
        }
        Crashes.Step[] steps = Crashes.Step.values();
        killed.commit(steps[random.nextInt(steps.length)], random.nextInt(12));
        assertThat(killed.runs().keySet()).isSubsetOf(RUNS.subList(0, 2));
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
      for (RunId run : RUNS) {
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
}
