package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.id.RunId;
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
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that both think they own a partition. */
class ForeignWritesTest {
  private static final RunId X = new RunId("x");
  private static final RunId Y = new RunId("y");

  @TempDir Path directory;
  private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();

  private StoreAccess owner(String name) {
    StoreAccess owner =
        new StoreAccess(directory.resolve(name), changelog, StoreAccess.WIDE, () -> 0);
    owner.store().begin();
    return owner;
  }

  private static void fold(StoreAccess owner, RunId id) {
    RunStateStore store = owner.store();
    long offset = store.applied() + 1;
    RunDocument run =
        RunFold.apply(store.document(id), ExperimentStages.NONE, Events.create(id), offset)
            .document()
            .orElseThrow();
    store.put(run);
    store.applied(offset);
  }

  private static void commit(StoreAccess owner) {
    owner.flush();
    owner.commit();
  }

  private long restored(RunId run, String name) {
    try (StoreAccess next = owner(name)) {
      return next.store().document(run).orElseThrow().appliedOffset();
    }
  }

  @Test
  void whatAFormerOwnerWroteIsWrittenOver() {
    try (StoreAccess former = owner("former")) {
      fold(former, X);
      commit(former);
      fold(former, X); // hangs here, with this uncommitted
      try (StoreAccess owner = owner("owner")) {
        fold(owner, X);
        commit(owner);
        fold(owner, X);
        commit(owner);
        former.ran(Duration.ofSeconds(10)); // cut off, not stopped
        int before = changelog.size();
        former.flush(); // is back, and learns only afterwards that it lost the partition
        assertThat(changelog).hasSize(before + 2); // nothing of the new owner's is written over
        assertThat(restored(X, "before")).isEqualTo(1); // what was acknowledged at 2 is not there
        fold(owner, Y);
        commit(owner);
        assertThat(restored(X, "after")).isEqualTo(2);
        assertThat(restored(Y, "after, too")).isEqualTo(3);
      }
    }
  }

  @Test
  void anIdlePartitionNoticesItTooAndWritesItOverOnce() {
    try (StoreAccess former = owner("former")) {
      fold(former, X);
      commit(former);
      fold(former, X);
      try (StoreAccess owner = owner("owner")) {
        fold(owner, X);
        fold(owner, X);
        commit(owner);
        former.ran(Duration.ofSeconds(10));
        former.flush();
        commit(owner);
        assertThat(restored(X, "after")).isEqualTo(2);
        int after = changelog.size();
        commit(owner);
        commit(owner);
        assertThat(changelog).hasSize(after);
      }
    }
  }

  @Test
  void whoIsNotSureWhetherItIsTheOwnerWaitsForACommit() {
    try (StoreAccess former = owner("former")) {
      fold(former, X);
      commit(former);
      fold(former, X);
      try (StoreAccess owner = owner("owner")) {
        fold(owner, X);
        fold(owner, X);
        commit(owner);
        former.ran(Duration.ofSeconds(10));
        former.flush();
        owner.ran(Duration.ofSeconds(10));
        int before = changelog.size();
        commit(owner);
        assertThat(restored(X, "not yet")).isEqualTo(1);
        owner.ran(Duration.ofSeconds(10));
        commit(owner);
        assertThat(restored(X, "after")).isEqualTo(2);
        assertThat(changelog).hasSizeGreaterThan(before);
      }
    }
  }

  @Test
  void whoStoodStillWritesNothingMore() {
    try (StoreAccess former = owner("former")) {
      fold(former, X);
      commit(former);
      fold(former, X);
      former.stoodStill(Duration.ofSeconds(3));
      former.tick();
      commit(former); // not for long
      fold(former, X);
      int before = changelog.size();
      former.stoodStill(Duration.ofSeconds(5));
      assertThatThrownBy(former::flush).isInstanceOf(TaskMigratedException.class);
      former.tick(); // as its thread does, before or after
      assertThatThrownBy(former::flush).isInstanceOf(TaskMigratedException.class);
      assertThat(changelog).hasSize(before);
      former.store().begin(); // has joined the group again
      fold(former, X);
      commit(former);
      assertThat(changelog).hasSizeGreaterThan(before);
    }
  }

  @Test
  void theFirstRecordsOfAnEmptyChangelogAreNobodyElses() {
    try (StoreAccess owner = owner("owner")) {
      owner.flush();
      owner.store().commit(Map.of(StoreAccess.CHANGELOG, -4L)); // as Kafka Streams says it
      for (int i = 0; i < 3; i++) {
        fold(owner, X);
        commit(owner);
      }
      assertThat(changelog).hasSize(6); // document and position, three times
    }
  }
}
