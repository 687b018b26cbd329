package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexSlice;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.SortValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Remembered documents while commits change them. */
class StoreDocumentsTest {
  private static final IndexSlice SLICE =
      new IndexSlice(new ExperimentId(0), LifecycleStage.ACTIVE);
  private static final int RUNS = 300;
  private static final int COMMITS = 400;

  @TempDir Path folder;

  @Test
  void aReaderAlwaysSeesTheDocumentsOfItsOwnSnapshot() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    ExecutorService readers = Executors.newFixedThreadPool(2);
    try (StoreAccess access =
        new StoreAccess(folder, new ArrayList<>(), StoreAccess.WIDE, () -> 0)) {
      access.store().begin();
      List<Future<Long>> compared = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        compared.add(readers.submit(() -> compare(access.store().reader(), done)));
      }
      Random random = new Random(3);
      for (int commit = 0; commit < COMMITS; commit++) {
        for (int i = 0; i < 20; i++) {
          put(access, random);
        }
        access.flush();
        access.commit();
      }
      done.set(true);
      for (Future<Long> reader : compared) {
        assertThat(reader.get()).isGreaterThan(RUNS);
      }
    } finally {
      done.set(true);
      readers.shutdownNow();
    }
  }

  private static void put(StoreAccess access, Random random) {
    long offset = access.store().applied() + 1;
    RunDocument run =
        RunFixtures.run("r" + random.nextInt(RUNS), Map.of("loss", random.nextDouble()), Map.of())
            .run();
    access
        .store()
        .put(
            RunDocumentCodec.fromProto(
                RunDocumentCodec.toProto(run).toBuilder().setAppliedOffset(offset).build()));
    access.store().applied(offset);
  }

  /** Entries and documents of one snapshot must say the same; how many were compared. */
  private static long compare(RunStateReader reader, AtomicBoolean done) {
    long compared = 0;
    while (!done.get()) {
      compared += reader.search(StoreDocumentsTest::compareAll).orElse(0L);
    }
    return compared;
  }

  private static long compareAll(IndexView view) {
    byte[] all = new byte[0];
    IndexCursor cursor = view.index(SLICE, IndexName.metric("loss")).cursor(all, all);
    long compared = 0;
    for (boolean there = cursor.seek(all); there; there = cursor.next()) {
      RunId run = cursor.entry().run();
      double loss = view.required(run).metrics().get("loss").orElseThrow().value();
      assertThat(cursor.entry().sortValue()).isEqualTo(new SortValue.Numeric(loss));
      compared++;
    }
    return compared;
  }
}
