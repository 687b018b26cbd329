package dev.kiseki.processor.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.Outcome;
import dev.kiseki.processor.fold.RunFold;
import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.local.RunStateStore;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.proto.StoredRejection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanerTest {
  private static final RunId RUN = Events.RUN;

  @TempDir Path directory;
  private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
  private final HeldPartitions partitions =
      new HeldPartitions(number -> CompletableFuture.completedFuture(this.store.applied() + 1));
  private final Store history = new Store("history");
  private final Store artifacts = new Store("artifacts");
  private long now = 100_000;
  private StoreAccess access;
  private RunStateStore store;
  private HeldPartition held;
  private Cleaner cleaner;

  private static final class Store implements OtherStore {
    record Removal(RunId run, PurgedRun purged, CompletableFuture<Void> done) {}

    private final String name;
    final List<Removal> removals = new ArrayList<>();

    Store(String name) {
      this.name = name;
    }

    @Override
    public String what() {
      return name;
    }

    @Override
    public CompletionStage<Void> remove(RunId run, PurgedRun purged) {
      Removal removal = new Removal(run, purged, new CompletableFuture<>());
      removals.add(removal);
      return removal.done();
    }

    CompletableFuture<Void> last() {
      return removals.get(removals.size() - 1).done();
    }
  }

  @BeforeEach
  void start() {
    access =
        new StoreAccess(
            directory.resolve("a"), changelog, StoreAccess.WIDE, () -> now, Runnable::run);
    begin(100);
  }

  private void begin(int runsPerSecond) {
    store = access.store();
    store.begin();
    held = partitions.hold(0, store.reader(), store.applied(), -1);
    cleaner =
        new Cleaner(
            partitions,
            List.of(history, artifacts),
            new PurgeSettings(2, runsPerSecond),
            () -> now);
    partitions.listen(cleaner);
  }

  @AfterEach
  void stop() {
    cleaner.close();
    partitions.close();
    access.close();
  }

  private void fold(RunEvent event) {
    long offset = store.applied() + 1;
    Optional<RunDocument> before = store.document(event.run());
    Outcome outcome = RunFold.apply(before, store.stages(), event, offset);
    if (outcome.document().isPresent()) {
      store.add(event.run(), offset, outcome.history());
      store.put(outcome.document().get());
    } else {
      store.purge(before.orElseThrow(), offset);
    }
    store.applied(offset);
    held.applied(offset, -1, false);
  }

  private void purge(RunId run) {
    fold(Events.create(run));
    fold(Events.metric(run, "m", 1, 1, 1));
    fold(Events.metric(run, "m", 2, 2, 2));
    fold(Events.of(run, new RunProposal.Delete()));
    fold(Events.purge(run, Events.SENT_AT));
  }

  private void commit() {
    access.flush();
    access.commit();
  }

  private Set<RunId> entries() {
    Set<RunId> entries = new HashSet<>();
    store.reader().purged(Optional.empty(), (run, purged) -> entries.add(run));
    return entries;
  }

  @Test
  void oneStoreAfterTheOtherIsClearedAndThenTheRunIsForgotten() {
    purge(RUN);
    assertThat(store.reader().purgesWaiting()).isEqualTo(1);
    commit();

    cleaner.tick();
    assertThat(history.removals)
        .extracting(Store.Removal::purged)
        .containsExactly(new PurgedRun(4, "s3://b/7", List.of("m")));
    assertThat(artifacts.removals).isEmpty();
    history.last().complete(null);
    assertThat(artifacts.removals).extracting(Store.Removal::run).containsExactly(RUN);
    assertThat(cleaner.cleaned()).isZero();
    artifacts.last().complete(null);
    assertThat(cleaner.cleaned()).isEqualTo(1);

    cleaner.tick();
    commit();
    cleaner.tick();
    assertThat(entries()).isEmpty();
    assertThat(store.reader().purgesWaiting()).isZero();
    assertThat(history.removals).hasSize(1);
  }

  @Test
  void nothingIsRemovedBeforeThePurgeIsCommitted() {
    purge(RUN);
    cleaner.tick();
    access.flush();
    cleaner.tick();
    assertThat(history.removals).isEmpty();
    access.commit();
    cleaner.tick();
    assertThat(history.removals).hasSize(1);
  }

  @Test
  void whileAStoreIsAwayItIsTriedEverMoreSeldom() {
    purge(RUN);
    commit();
    int attempts = 0;
    long began = now;
    while (now < began + 120_000) {
      cleaner.tick();
      if (history.removals.size() > attempts) {
        attempts = history.removals.size();
        history.last().completeExceptionally(new IllegalStateException("away"));
      }
      now += 100;
    }
    assertThat(attempts).isBetween(6, 12);
    assertThat(cleaner.failed()).isEqualTo(attempts);
    assertThat(entries()).containsExactly(RUN);

    now += 30_000;
    cleaner.tick();
    history.last().complete(null);
    artifacts.last().complete(null);
    commit();
    assertThat(entries()).isEmpty();
  }

  @Test
  void whatFailsInTheSecondStoreIsBegunAnewInTheFirst() {
    purge(RUN);
    commit();
    cleaner.tick();
    history.last().complete(null);
    artifacts.last().completeExceptionally(new IllegalStateException("away"));
    now += 1_000;
    cleaner.tick();

    assertThat(history.removals).hasSize(2);
    assertThat(artifacts.removals).hasSize(1);
  }

  @Test
  void soManyAreRemovedAtOnceAndInASecond() {
    for (int i = 0; i < 30; i++) {
      purge(new RunId("r" + i));
    }
    commit();
    cleaner.tick();
    cleaner.tick();
    assertThat(history.removals).as("at once").hasSize(2);
    cleaner.close();

    history.removals.clear();
    partitions.release(held);
    begin(5);
    for (int ticks = 0; ticks < 20; ticks++) {
      cleaner.tick();
      history.removals.forEach(removal -> removal.done().complete(null));
      artifacts.removals.forEach(removal -> removal.done().complete(null));
    }
    assertThat(history.removals).as("in two seconds").hasSizeBetween(9, 11);
    assertThat(new HashSet<>(history.removals)).hasSameSizeAs(history.removals);
  }

  @Test
  void aProcessThatIsKilledInBetweenIsFollowedByOneThatBeginsAnew() {
    purge(RUN);
    commit();
    cleaner.tick();
    history.last().complete(null);
    artifacts.last().complete(null);
    partitions.release(held);
    cleaner.close();
    access.close();
    // Without its disk, and before the commit that would have forgotten the run.
    access = new StoreAccess(directory.resolve("b"), changelog, StoreAccess.WIDE, () -> now);
    begin(100);
    fold(Events.create(new RunId("b")));
    commit();
    cleaner.tick();

    assertThat(store.reader().purgesWaiting()).isEqualTo(1);
    assertThat(history.removals).extracting(Store.Removal::run).containsExactly(RUN, RUN);
  }

  @Test
  void itsRefusalsGoWithItOnceNobodyCanAskForThem() {
    fold(Events.create());
    reject(RUN, 90_000);
    fold(Events.of(RUN, new RunProposal.Delete()));
    fold(Events.purge(RUN, Events.SENT_AT));
    reject(RUN, 99_000);
    reject(new RunId("other"), 90_000);
    commit();
    now = 115_000;
    cleaner.tick();
    history.last().complete(null);
    artifacts.last().complete(null);
    commit();

    assertThat(entries()).isEmpty();
    assertThat(store.reader().rejectionsOf(RUN))
        .as("one that was sent to the run that was not there")
        .extracting(StoredRejection::getSentAtMs)
        .containsExactly(99_000L);
    assertThat(store.reader().rejectionsOf(new RunId("other"))).hasSize(1);
  }

  private void reject(RunId run, long sentAt) {
    long offset = store.applied() + 1;
    store.reject(
        StoredRejection.newBuilder()
            .setRunId(run.text())
            .setOffset(offset)
            .setSentAtMs(sentAt)
            .build());
    store.applied(offset);
    held.applied(offset, -1, true);
  }
}
