package dev.kiseki.processor.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.ExperimentStage;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.local.RunStateStore;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageMarkersTest {
  @TempDir Path directory;
  private final Catalog catalog = new Catalog();
  private final Appender appender = new Appender();
  private final HeldPartitions partitions =
      new HeldPartitions(number -> CompletableFuture.completedFuture(0L));
  private final StageMarkers markers = new StageMarkers(catalog, appender, () -> 5);
  private StoreAccess access;

  private static final class Catalog implements StageSource {
    final List<StageChange> changes = new CopyOnWriteArrayList<>();
    Runnable listener;

    @Override
    public List<StageChange> changesAfter(long catalogOffset) {
      return changes.stream().filter(change -> change.catalogOffset() > catalogOffset).toList();
    }

    @Override
    public void onChange(Runnable called) {
      listener = called;
    }

    void add(long experiment, boolean deleted, long offset) {
      changes.add(new StageChange(new ExperimentId(experiment), deleted, offset));
      listener.run();
    }
  }

  private static final class Appender implements MarkerAppender {
    record Append(int partition, ExperimentStage stage, CompletableFuture<Void> done) {}

    final BlockingQueue<Append> appends = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<Void> append(int partition, RunEvent marker) {
      Append append =
          new Append(partition, (ExperimentStage) marker.proposal(), new CompletableFuture<>());
      appends.add(append);
      return append.done();
    }

    Append next() throws InterruptedException {
      Append append = appends.poll(10, TimeUnit.SECONDS);
      assertThat(append).isNotNull();
      return append;
    }

    void expectNone() throws InterruptedException {
      assertThat(appends.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @AfterEach
  void stop() {
    markers.close();
    partitions.close();
    if (access != null) {
      access.close();
    }
  }

  private void hold(long knownCatalogOffset) {
    access = new StoreAccess(directory, new ArrayList<>(), StoreLimits.DEFAULT, () -> 5);
    RunStateStore store = access.store();
    store.begin();
    partitions.listen(markers);
    partitions.hold(2, store.reader(), -1, knownCatalogOffset);
  }

  @Test
  void aPartitionGetsWhatItDoesNotKnowInOrderOneAfterTheOther() throws InterruptedException {
    catalog.add(1, true, 10);
    catalog.add(2, true, 11);
    catalog.add(3, true, 12);
    hold(10);

    Appender.Append first = appender.next();
    assertThat(first.partition()).isEqualTo(2);
    assertThat(first.stage()).isEqualTo(new ExperimentStage(new ExperimentId(2), true, 11));
    appender.expectNone();
    first.done().complete(null);
    Appender.Append second = appender.next();
    assertThat(second.stage().catalogOffset()).isEqualTo(12);
    second.done().complete(null);

    catalog.add(1, false, 13);
    assertThat(appender.next().stage())
        .isEqualTo(new ExperimentStage(new ExperimentId(1), false, 13));
  }

  @Test
  void aMarkerThatCouldNotBeAppendedComesAgainBeforeAnyLaterOne() throws InterruptedException {
    hold(-1);
    catalog.add(1, true, 10);
    catalog.add(2, true, 11);
    appender.next().done().completeExceptionally(new IllegalStateException("away"));
    Appender.Append again = appender.next();
    assertThat(again.stage().catalogOffset()).isEqualTo(10);
    again.done().complete(null);
    assertThat(appender.next().stage().catalogOffset()).isEqualTo(11);
  }

  @Test
  void aPartitionThatLeftGetsNoMore() throws InterruptedException {
    hold(-1);
    partitions.release(partitions.of(2).orElseThrow());
    catalog.add(1, true, 10);
    appender.expectNone();
  }
}
