package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.fold.RunFold;
import dev.kiseki.store.key.OutboxEntry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
  private static final long NOW = 1_000;
  private static final RunId RUN = new RunId("a");

  @TempDir Path directory;
  private StoreAccess access;
  private int step;

  @BeforeEach
  void start() {
    StoreLimits limits =
        new StoreLimits(1_000, 100_000, Duration.ofHours(1), Duration.ofSeconds(2), 40);
    access = new StoreAccess(directory, new ArrayList<>(), limits, () -> NOW);
    access.store().begin();
    apply(Events.create(RUN));
  }

  @AfterEach
  void stop() {
    access.close();
  }

  private void apply(RunEvent event) {
    RunStateStore store = access.store();
    long offset = store.applied() + 1;
    var outcome = RunFold.apply(store.document(RUN), ExperimentStages.NONE, event, offset);
    if (outcome.history().size() > 0) {
      store.add(RUN, offset, outcome.history());
    }
    store.put(outcome.document().orElseThrow());
    store.applied(offset);
    access.flush();
    access.commit();
  }

  /** One point of each metric. */
  private void log(int metrics) {
    MetricColumns.Builder points = new MetricColumns.Builder();
    for (int i = 0; i < metrics; i++) {
      points.add("m" + i, step, step, 0.5);
    }
    step++;
    apply(Events.metrics(RUN, points.build()));
  }

  private boolean dueNow() {
    return WaitingRuns.until(access.store().reader(), NOW).containsKey(RUN);
  }

  @Test
  void aRunOfFewMetricsIsDueWithSoManyPoints() {
    while (step < 7) {
      log(5);
    }
    assertThat(dueNow()).as("35 points").isFalse();
    log(5);
    assertThat(dueNow()).as("40 points").isTrue();
  }

  @Test
  void aRunOfManyMetricsIsDueWhenEachHasItsShare() {
    log(100);
    assertThat(dueNow()).as("only points").isFalse();
    log(100);
    assertThat(dueNow()).as("two of each").isTrue();
  }

  @Test
  void noRunWaitsForMoreThanTenTimesAsMany() {
    log(300);
    apply(Events.metric(RUN, "m0", 1, 1, 1));
    assertThat(dueNow()).as("2 points").isFalse();
    step = 5;
    log(200);
    assertThat(dueNow()).as("402 points of 300 metrics").isTrue();
  }

  /** Says when to look again, and whether to go on. */
  private int looks(long next, boolean more) {
    int[] looks = {0};
    var unused =
        access
            .store()
            .reader()
            .due(
                0,
                NOW,
                new DueVisitor() {
                  @Override
                  public long visit(RunId run, OutboxEntry entry) {
                    looks[0]++;
                    return next;
                  }

                  @Override
                  public boolean wantsMore() {
                    return more || looks[0] == 0;
                  }
                });
    return looks[0];
  }

  @Test
  void aRunIsMetAgainWhenItIsDueAndNotBefore() {
    log(1);
    log(1);
    assertThat(looks(NOW, true)).as("due in an hour").isZero();
    while (step < 45) {
      log(1);
    }
    assertThat(looks(NOW, true)).as("due").isEqualTo(1);
    assertThat(looks(NOW, false)).as("still").isEqualTo(1);
    assertThat(looks(NOW + 5, false)).as("after a look that was broken off").isEqualTo(1);
    assertThat(looks(NOW + 5, true)).isEqualTo(1);
    assertThat(looks(NOW, true)).as("later").isZero();
    access.store().begin();
    assertThat(looks(NOW, true)).as("counted anew").isEqualTo(1);
  }

  @Test
  void aRunIsNotForgottenWhenItIsLookedAtBeforeItsCommit() {
    log(1);
    log(1);
    RunStateStore store = access.store();
    long offset = store.applied() + 1;
    MetricColumns.Builder points = new MetricColumns.Builder();
    for (int i = 2; i < 50; i++) {
      points.add("m", i, i, i);
    }
    store.add(RUN, offset, points.build());
    store.put(
        RunFold.apply(
                store.document(RUN),
                ExperimentStages.NONE,
                Events.metrics(RUN, points.build()),
                offset)
            .document()
            .orElseThrow());
    store.applied(offset);
    access.flush();
    assertThat(WaitingRuns.all(store.reader())).containsOnlyKeys(RUN);
    assertThat(looks(NOW + 5, true)).as("only the entry before, which is not due").isZero();
    access.commit();
    assertThat(looks(NOW, true)).isEqualTo(1);
  }
}
