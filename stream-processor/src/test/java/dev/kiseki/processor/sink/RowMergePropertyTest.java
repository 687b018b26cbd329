package dev.kiseki.processor.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.cql.TableNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Rows as Cassandra keeps them: of one name the one with the latest timestamp. */
class RowMergePropertyTest {
  private static final int FULL = 300;

  private record Name(long firstOffset, int part) implements Comparable<Name> {
    @Override
    public int compareTo(Name other) {
      int byOffset = Long.compare(firstOffset, other.firstOffset);
      return byOffset != 0 ? byOffset : Integer.compare(part, other.part);
    }
  }

  private final TreeMap<Name, StoredRow> rows = new TreeMap<>();
  private final Map<Name, Long> removedAt = new HashMap<>();

  private void write(StoredRow row) {
    Name name = new Name(row.firstOffset(), row.part());
    if (removedAt.getOrDefault(name, Long.MIN_VALUE) < row.writtenAt()) {
      rows.merge(name, row, (old, next) -> next.writtenAt() >= old.writtenAt() ? next : old);
    }
  }

  private void write(ChunkRow row) {
    write(
        new StoredRow(
            row.firstOffset(),
            row.part(),
            row.lastOffset(),
            TableNames.chunkTimestamp(row.lastOffset(), row.points().size()),
            row.points()));
  }

  private void remove(StoredRow row) {
    Name name = new Name(row.firstOffset(), row.part());
    removedAt.merge(name, row.writtenAt(), Math::max);
    rows.computeIfPresent(
        name, (key, there) -> there.writtenAt() <= row.writtenAt() ? null : there);
  }

  private Set<String> points() {
    Set<String> points = new TreeSet<>();
    for (StoredRow row : rows.values()) {
      for (int i = 0; i < row.points().size(); i++) {
        points.add(
            row.points().step(i)
                + " "
                + row.points().timestamp(i)
                + " "
                + Double.doubleToRawLongBits(row.points().value(i)));
      }
    }
    return points;
  }

  private static StoredRow row(long first, int part, long last, Points points) {
    return new StoredRow(first, part, last, TableNames.chunkTimestamp(last, points.size()), points);
  }

  private static Points points(long from, int size) {
    Points.Builder points = new Points.Builder();
    for (int i = 0; i < size; i++) {
      points.add(from + i, 1000 + from + i, i % 97 == 0 ? Double.NaN : from + i);
    }
    return points.build();
  }

  @Property(tries = 400)
  void whereverItEndsAndHoweverOftenItIsDoneNoPointIsLost(@ForAll long seed) {
    Random random = new Random(seed);
    rows.clear();
    removedAt.clear();
    int count = 1 + random.nextInt(7);
    long step = 0;
    for (int i = 0; i < count; i++) {
      int size = random.nextInt(6) == 0 ? FULL - random.nextInt(3) : 1 + random.nextInt(250);
      // Folded anew, a stretch of the log may be cut elsewhere.
      long again = random.nextInt(6) == 0 ? Math.min(step, random.nextInt(200)) : 0;
      long first = i * 10L - (again > 0 ? random.nextInt(10) : 0);
      write(row(first, 0, i * 10L + 9, points(step - again, size)));
      step += size - again;
    }
    Set<String> all = points();
    List<StoredRow> late = new ArrayList<>(rows.values());

    for (int attempt = 0; attempt < 4; attempt++) {
      RowMerge merge = RowMerge.of("loss", List.copyOf(rows.values()), FULL);
      int acts = merge.write().size() + merge.remove().size();
      int done = attempt == 3 ? acts : random.nextInt(acts + 1);
      for (int act = 0; act < done; act++) {
        if (act < merge.write().size()) {
          write(merge.write().get(act));
        } else {
          remove(merge.remove().get(act - merge.write().size()));
        }
        assertThat(points()).isEqualTo(all);
      }
      if (random.nextBoolean()) {
        // A write that was on its way for long.
        write(late.get(random.nextInt(late.size())));
        assertThat(points()).isEqualTo(all);
      }
    }
    RowMerge again = RowMerge.of("loss", List.copyOf(rows.values()), FULL);
    again.write().forEach(this::write);
    again.remove().forEach(this::remove);
    assertThat(RowMerge.of("loss", List.copyOf(rows.values()), FULL).write())
        .as("nothing is left to write")
        .isEmpty();
    assertThat(points()).isEqualTo(all);
  }

  @Test
  void smallChunksBecomeOneAndFullOnesStay() {
    RowMerge merge =
        RowMerge.of(
            "loss",
            List.of(
                row(0, 0, 9, points(0, FULL)),
                row(0, 1, 9, points(FULL, 10)),
                row(20, 0, 29, points(FULL + 10, 20)),
                row(30, 0, 31, points(FULL + 30, FULL))),
            FULL);
    assertThat(merge.write())
        .containsExactly(
            new ChunkRow("loss", 0, 1, 31, whole()), new ChunkRow("loss", 0, 2, 31, tail()));
    assertThat(merge.remove()).extracting(StoredRow::firstOffset).containsExactly(20L, 30L);
  }

  private static Points whole() {
    return Points.joined(
        List.of(
            points(FULL, 10), points(FULL + 10, 20), points(FULL + 30, FULL).slice(0, FULL - 30)));
  }

  private static Points tail() {
    return points(FULL + 30, FULL).slice(FULL - 30, FULL);
  }

  @Test
  void aSingleChunkAndNoneAreLeftAlone() {
    assertThat(RowMerge.of("loss", List.of()).write()).isEmpty();
    RowMerge one = RowMerge.of("loss", List.of(row(0, 0, 9, points(0, 5))), FULL);
    assertThat(one.write()).isEmpty();
    assertThat(one.remove()).isEmpty();
  }
}
