package dev.kiseki.processor.sink;

import dev.kiseki.processor.promote.PendingPoints;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.cql.TableNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Points of one metric that become one row.
 *
 * @param firstOffset of the first group with points of this metric, over all parts
 * @param lastOffset of the last group with points in this part
 */
record ChunkRow(String key, long firstOffset, int part, long lastOffset, Points points) {

  /**
   * Cuts pending points into rows. The same groups always give the same rows, and more groups
   * behind them only make the last part longer and add parts.
   *
   * @param groups oldest first
   */
  static List<ChunkRow> cut(List<PendingPoints> groups) {
    Map<String, Cutter> cutters = new LinkedHashMap<>();
    List<ChunkRow> rows = new ArrayList<>();
    for (PendingPoints group : groups) {
      for (int i = 0; i < group.columns().size(); i++) {
        Cutter cutter =
            cutters.computeIfAbsent(
                group.columns().key(i), key -> new Cutter(key, group.offset(), rows));
        cutter.add(group, i);
      }
    }
    cutters.values().forEach(Cutter::flush);
    return rows;
  }

  private static final class Cutter {
    private final String key;
    private final long firstOffset;
    private final List<ChunkRow> rows;
    private Points.Builder points = new Points.Builder();
    private int part;
    private long lastOffset;

    Cutter(String key, long firstOffset, List<ChunkRow> rows) {
      this.key = key;
      this.firstOffset = firstOffset;
      this.rows = rows;
    }

    void add(PendingPoints group, int i) {
      points.add(group.columns().step(i), group.columns().timestamp(i), group.columns().value(i));
      lastOffset = group.offset();
      if (points.size() == TableNames.POINTS_PER_CHUNK) {
        flush();
      }
    }

    void flush() {
      if (points.size() > 0) {
        rows.add(new ChunkRow(key, firstOffset, part++, lastOffset, points.build()));
        points = new Points.Builder();
      }
    }
  }
}
