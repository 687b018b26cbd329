package dev.kiseki.processor.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.processor.promote.PendingPoints;
import dev.kiseki.store.cql.TableNames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunkRowTest {
  private static final int FULL = TableNames.POINTS_PER_CHUNK;

  @Test
  void eachMetricBecomesOneRowNamedByItsOwnFirstGroup() {
    List<ChunkRow> rows =
        ChunkRow.cut(
            List.of(
                new PendingPoints(5, columns("loss", 0, 2)),
                new PendingPoints(9, columns("acc", 0, 1)),
                new PendingPoints(12, columns("loss", 2, 1))));
    assertThat(rows).extracting(ChunkRow::key).containsExactly("loss", "acc");
    assertThat(rows).extracting(ChunkRow::firstOffset).containsExactly(5L, 9L);
    assertThat(rows).extracting(ChunkRow::lastOffset).containsExactly(12L, 9L);
    assertThat(rows.get(0).points().size()).isEqualTo(3);
    assertThat(rows.get(0).points().step(2)).isEqualTo(2);
  }

  @Test
  void manyPointsAreCutIntoPartsOfBoundedSize() {
    List<ChunkRow> rows =
        ChunkRow.cut(
            List.of(
                new PendingPoints(1, columns("loss", 0, FULL - 1)),
                new PendingPoints(2, columns("loss", FULL - 1, FULL + 2))));
    assertThat(rows).extracting(row -> row.points().size()).containsExactly(FULL, FULL, 1);
    assertThat(rows).extracting(ChunkRow::part).containsExactly(0, 1, 2);
    assertThat(rows).extracting(ChunkRow::firstOffset).containsOnly(1L);
    assertThat(ChunkRow.cut(List.of(new PendingPoints(1, columns("loss", 0, FULL)))))
        .as("an exactly full part is followed by none")
        .hasSize(1);
  }

  @Test
  void moreGroupsBehindOnlyLengthenTheLastPartWithALaterTimestamp() {
    List<PendingPoints> groups = new ArrayList<>();
    List<ChunkRow> before = List.of();
    for (int group = 0; group < 12; group++) {
      groups.add(new PendingPoints(100 + group, columns("loss", group * 20_000, 20_000)));
      List<ChunkRow> now = ChunkRow.cut(groups);
      for (int part = 0; part < before.size(); part++) {
        ChunkRow old = before.get(part);
        ChunkRow row = now.get(part);
        assertThat(row.points().slice(0, old.points().size())).isEqualTo(old.points());
        if (!row.equals(old)) {
          assertThat(timestamp(row)).isGreaterThan(timestamp(old));
        }
      }
      before = now;
    }
    assertThat(before).hasSize(4);
  }

  private static long timestamp(ChunkRow row) {
    return TableNames.chunkTimestamp(row.lastOffset(), row.points().size());
  }

  private static MetricColumns columns(String key, int firstStep, int count) {
    MetricColumns.Builder columns = new MetricColumns.Builder();
    for (int i = 0; i < count; i++) {
      columns.add(key, firstStep + i, 1000L + firstStep + i, 1.0 / (1 + i));
    }
    return columns.build();
  }
}
