package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.fold.RunFold;
import dev.kiseki.store.document.RunDocument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateStoreTest {
  @TempDir Path directory;
  private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
  private StoreAccess access;
  private RunStateStore store;

  @BeforeEach
  void start() {
    access =
        new StoreAccess(
            directory,
            changelog,
            new StoreLimits(3, 50, Duration.ofSeconds(30), Duration.ofSeconds(2), 20_000),
            () -> 0);
    store = access.store();
    store.begin();
  }

  @AfterEach
  void stop() {
    access.close();
  }

  private void put(String id) {
    long offset = store.applied() + 1;
    RunDocument run =
        RunFold.apply(
                store.document(new RunId(id)),
                ExperimentStages.NONE,
                Events.create(new RunId(id)),
                offset)
            .document()
            .orElseThrow();
    store.put(run);
    store.applied(offset);
  }

  private int visible() {
    int[] runs = {0};
    store.reader().everyRun((view, bytes) -> ++runs[0] > 0);
    return runs[0];
  }

  @Test
  void aRunThatChangesOftenIsWrittenOnceACommit() {
    for (int i = 0; i < 1_000; i++) {
      put("a");
    }
    access.flush();
    // Document, position.
    assertThat(changelog).hasSize(2);
    access.commit();
    put("a");
    access.flush();
    assertThat(changelog).hasSize(4);
  }

  @Test
  void aCommitWithoutChangesWritesNothing() {
    put("a");
    access.flush();
    access.commit();
    access.flush();
    access.commit();
    assertThat(changelog).hasSize(2);
  }

  @Test
  void aChangeIsSeenAtEachStepOfACommitExactlyOnce() {
    put("a");
    put("b");
    assertThat(visible()).isEqualTo(2);
    access.flush();
    assertThat(visible()).isEqualTo(2);
    put("b");
    access.commit();
    assertThat(visible()).isEqualTo(2);
    assertThat(store.document(new RunId("b")).orElseThrow().appliedOffset()).isEqualTo(2);
    access.flush();
    access.commit();
    assertThat(visible()).isEqualTo(2);
    assertThat(store.reader().committedDocument(new RunId("b")).orElseThrow().appliedOffset())
        .isEqualTo(2);
  }

  @Test
  void aCommitThatIsTriedAgainTakesWhatCameMeanwhile() {
    put("a");
    access.flush();
    put("b");
    access.flush();
    access.commit();
    assertThat(store.reader().committedDocument(new RunId("a"))).isPresent();
    assertThat(store.reader().committedDocument(new RunId("b"))).isPresent();
  }

  @Test
  void whatIsPendingMovesToRocksWithoutAGapAndUnderItsFirstOffset() {
    RunId run = new RunId("a");
    put("a");
    store.add(run, 1, point(1));
    store.applied(1);
    store.add(run, 2, point(2));
    store.applied(2);
    access.flush();
    store.add(run, 3, point(3));
    store.applied(3);
    access.commit();
    assertThat(store.reader().committedPoints(run, 100)).containsOnlyKeys(1L);
    assertThat(store.reader().pendingPoints(run)).containsOnlyKeys(1L, 3L);
    assertThat(store.reader().pendingPoints(run).get(1L).size()).isEqualTo(2);
  }

  private static MetricColumns point(int step) {
    return new MetricColumns.Builder().add("m", step, 0, step).build();
  }

  @Test
  void moreThanItsBoundAsksForACommit() {
    put("a");
    put("b");
    assertThat(store.full()).isFalse();
    put("c");
    assertThat(store.full()).isTrue();
    access.flush();
    assertThat(store.full()).isFalse();
    MetricColumns.Builder many = new MetricColumns.Builder();
    for (int i = 0; i < 50; i++) {
      many.add("m", i, 0, 0);
    }
    store.add(new RunId("a"), 3, many.build());
    assertThat(store.full()).isTrue();
  }

  @Test
  void withoutATrustedChangelogOffsetItRestoresFromTheBeginning() {
    put("a");
    access.flush();
    access.commit();
    assertThat(store.committedOffset(StoreAccess.CHANGELOG)).isEqualTo(1);
    store.commit(Map.of());
    assertThat(store.committedOffset(StoreAccess.CHANGELOG)).isNull();
  }

  @Test
  void anUnknownChangelogOffsetIsKeptAsKafkaGaveIt() {
    store.commit(Map.of(StoreAccess.CHANGELOG, -4L));
    assertThat(store.committedOffset(StoreAccess.CHANGELOG)).isEqualTo(-4);
  }

  @Test
  void readersOfAClosedStoreAreTold() {
    put("a");
    access.flush();
    access.commit();
    access.close();
    access.close();
    assertThat(store.isOpen()).isFalse();
    assertThatThrownBy(() -> store.reader().run(new RunId("a")))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.reader().committedPoints(new RunId("a"), 1))
        .isInstanceOf(IllegalStateException.class);
  }
}
