package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.index.IndexEntry;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexSlice;
import dev.kiseki.store.index.IndexValue;
import dev.kiseki.store.index.RunEntries;
import dev.kiseki.store.scan.RunFixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Random walks through an index, in memory and not, against a sorted set of all its keys. */
class IndexCursorPropertyTest {
  private static final IndexSlice SLICE =
      new IndexSlice(new ExperimentId(0), LifecycleStage.ACTIVE);
  private static final IndexName LOSS = IndexName.metric("loss");
  private static final byte[] NONE = new byte[0];

  @Property(tries = 12, shrinking = ShrinkingMode.OFF)
  void everyWalkBetweenCommitsMeetsWhatIsThere(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, RunDocument> runs = new HashMap<>();
    try (StoreAccess access =
        new StoreAccess(
            Files.createTempDirectory("kiseki-cursor"),
            new ArrayList<>(),
            StoreAccess.WIDE,
            () -> 0)) {
      access.store().begin();
      for (int commit = 0; commit < 6; commit++) {
        int changes = commit == 0 ? 1_500 : random.nextInt(40);
        for (int i = 0; i < changes; i++) {
          RunDocument run =
              RunFixtures.run(
                      String.format("%04x", random.nextInt(2_000)),
                      Map.of("loss", (double) random.nextInt(300)),
                      Map.of())
                  .run();
          runs.put(run.id().text(), run);
          access.store().put(run);
          access.store().applied(access.store().applied() + 1);
        }
        access.flush();
        access.commit();
        NavigableSet<byte[]> keys = keys(runs);
        for (int walk = 0; walk < 30; walk++) {
          assertThat(access.store().reader().search(view -> walk(view, keys, random)))
              .contains(true);
        }
      }
    }
  }

  private static NavigableSet<byte[]> keys(Map<String, RunDocument> runs) {
    byte[] prefix = IndexEntry.prefix(SLICE, LOSS);
    NavigableSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    for (RunDocument run : runs.values()) {
      RunEntries.of(
          run,
          key -> {
            if (key.length > prefix.length
                && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
              keys.add(key);
            }
          });
    }
    return keys;
  }

  private static byte[] value(Random random) {
    return IndexValue.metric(random.nextInt(320) - 10);
  }

  private static boolean walk(IndexView view, NavigableSet<byte[]> all, Random random) {
    byte[] prefix = IndexEntry.prefix(SLICE, LOSS);
    byte[] from = random.nextInt(3) == 0 ? NONE : value(random);
    byte[] to = random.nextInt(3) == 0 ? NONE : value(random);
    byte[] lower = IndexEntry.join(prefix, from);
    byte[] upper = to.length == 0 ? IndexValue.after(prefix) : IndexEntry.join(prefix, to);
    NavigableSet<byte[]> keys =
        Arrays.compareUnsigned(lower, upper) < 0
            ? all.subSet(lower, true, upper, false)
            : new TreeSet<>(Arrays::compareUnsigned);
    IndexCursor cursor = view.index(SLICE, LOSS).cursor(from, to);
    byte[] at = null;
    for (int step = 0; step < 60; step++) {
      boolean there;
      int what = at == null ? random.nextInt(3) : random.nextInt(20);
      if (what == 0) {
        byte[] place = value(random);
        at = keys.ceiling(IndexEntry.join(prefix, place));
        there = cursor.seek(place);
      } else if (what == 1) {
        byte[] place = value(random);
        at = keys.lower(IndexEntry.join(prefix, place));
        there = cursor.seekBefore(place);
      } else if (what == 2) {
        at = keys.isEmpty() ? null : keys.last();
        there = cursor.last();
      } else if (what % 2 == 0) {
        at = keys.higher(at);
        there = cursor.next();
      } else {
        at = keys.lower(at);
        there = cursor.previous();
      }
      assertThat(there).as("step %d, kind %d", step, what).isEqualTo(at != null);
      if (there) {
        assertThat(cursor.entry().compareKey(at)).isZero();
      }
    }
    return true;
  }
}
