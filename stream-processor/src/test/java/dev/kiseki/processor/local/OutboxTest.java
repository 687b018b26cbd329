package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.fold.RunFold;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
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
    boolean[] due = {false};
    access
        .store()
        .reader()
        .outbox(Optional.empty(), (run, entry) -> due[0] = entry.dueMillis() == NOW);
    return due[0];
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
}
