package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.fold.RunFold;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldMemoryTest {
  private static final RunId RUN = new RunId("a");

  @TempDir Path folder;
  private final List<String> calls = new ArrayList<>();

  private static MetricColumns points() {
    MetricColumns.Builder points = new MetricColumns.Builder();
    for (int i = 0; i < 100_000; i++) {
      points.add("m", i, 0, i);
    }
    return points.build();
  }

  private static void apply(RunStateStore store, MetricColumns points) {
    long offset = store.applied() + 1;
    store.add(RUN, offset, points);
    store.put(
        RunFold.apply(Optional.empty(), ExperimentStages.NONE, Events.create(RUN), offset)
            .document()
            .orElseThrow());
    store.applied(offset);
  }

  @Test
  void theLogIsHeldBackAtTheBoundAndGoesOnAtHalfOfIt() {
    FoldMemory memory = new FoldMemory(100);
    memory.whenFull(() -> calls.add("hold"), () -> calls.add("go on"));
    memory.add(74);
    assertThat(memory.scarce()).isFalse();
    memory.add(1);
    assertThat(memory.scarce()).isTrue();
    memory.add(24);
    assertThat(calls).isEmpty();
    memory.add(1);
    memory.add(50);
    memory.add(-99);
    assertThat(calls).containsExactly("hold");
    memory.add(-1);
    assertThat(calls).containsExactly("hold", "go on");
    memory.add(-50);
    memory.add(100);
    assertThat(calls).containsExactly("hold", "go on", "hold");
  }

  @Test
  void pointsAreHeldUntilTheyStandInRocksAlsoWhileACommitIsTriedAgain() {
    StoreAccess access =
        new StoreAccess(folder, new ArrayList<>(), StoreAccess.WIDE, () -> 0, Runnable::run);
    FoldMemory memory = access.memory();
    access.store().begin();
    MetricColumns points = points();
    apply(access.store(), points);
    long one = memory.held();
    assertThat(one).as("28 bytes a point and a little").isBetween(2_800_000L, 2_900_000L);
    access.flush();
    assertThat(memory.held()).as("and the bytes under way").isGreaterThan(one + 800_000);
    apply(access.store(), points);
    access.flush();
    assertThat(memory.held()).isGreaterThan(2 * one + 1_600_000);
    assertThat(access.store().full()).isFalse();
    while (memory.held() < StoreAccess.MOST_UNCOMMITTED - StoreAccess.MOST_UNCOMMITTED / 4) {
      assertThat(access.store().full()).isFalse();
      apply(access.store(), points);
      access.flush();
    }
    assertThat(access.store().full()).isTrue();
    access.commit();
    assertThat(memory.held()).isZero();
    assertThat(access.store().full()).isFalse();
    access.close();
  }

  @Test
  void aStoreThatIsClosedHoldsNothing() {
    StoreAccess access = new StoreAccess(folder, new ArrayList<>(), StoreAccess.WIDE, () -> 0);
    access.store().begin();
    apply(access.store(), points());
    access.flush();
    apply(access.store(), points());
    access.close();
    assertThat(access.memory().held()).isZero();
  }
}
