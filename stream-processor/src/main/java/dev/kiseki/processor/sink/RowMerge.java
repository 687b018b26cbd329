package dev.kiseki.processor.sink;

import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.cql.TableNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How several small chunks of one metric become fewer. What is written first holds every point of
 * what is removed afterwards, and every row that is written over holds what it held, as its
 * beginning: so at any moment in between, and when both are done again, each point is in some row.
 *
 * @param write rows, named after the first small one; its own row among them grows
 * @param remove rows whose points are in those
 */
record RowMerge(List<ChunkRow> write, List<StoredRow> remove) {
  private static final RowMerge NOTHING = new RowMerge(List.of(), List.of());

  private record Point(long step, long timestamp, long bits) {}

  /**
   * @param rows neighbours, by name
   */
  static RowMerge of(String metric, List<StoredRow> rows) {
    return of(metric, rows, TableNames.POINTS_PER_CHUNK);
  }

  /**
   * @param full most points in a row
   */
  static RowMerge of(String metric, List<StoredRow> rows, int full) {
    int from = 0;
    while (from < rows.size() && rows.get(from).points().size() >= full) {
      from++;
    }
    List<StoredRow> small = rows.subList(from, rows.size());
    if (small.size() < 2) {
      return NOTHING;
    }
    List<ChunkRow> parts = parts(metric, small, full);
    List<ChunkRow> write = new ArrayList<>();
    List<StoredRow> remove = new ArrayList<>();
    for (StoredRow row : small) {
      int part = row.part() - small.get(0).part();
      boolean stays =
          row.firstOffset() == small.get(0).firstOffset() && part >= 0 && part < parts.size();
      if (!stays) {
        remove.add(row);
      } else if (row.lastOffset() == parts.get(part).lastOffset()
          && row.points().size() == parts.get(part).points().size()) {
        // Done before, by someone who could not remove the others.
        parts.set(part, null);
      } else if (TableNames.chunkTimestamp(
              parts.get(part).lastOffset(), parts.get(part).points().size())
          <= row.writtenAt()) {
        // Would not be written over; nothing is worth losing points.
        return NOTHING;
      }
    }
    parts.stream().filter(part -> part != null).forEach(write::add);
    return new RowMerge(write, remove);
  }

  private static List<ChunkRow> parts(String metric, List<StoredRow> rows, int full) {
    List<ChunkRow> parts = new ArrayList<>();
    StoredRow first = rows.get(0);
    Points.Builder points = new Points.Builder();
    Set<Point> seen = overlap(rows) ? new HashSet<>() : null;
    long last = Long.MIN_VALUE;
    for (StoredRow row : rows) {
      Points more = seen == null ? row.points() : unseen(row.points(), seen);
      // A row without a new point says nothing about how far the points reach.
      last = more.size() > 0 ? Math.max(last, row.lastOffset()) : last;
      for (int at = 0; at < more.size(); ) {
        int end = Math.min(more.size(), at + full - points.size());
        points.addAll(more.slice(at, end));
        at = end;
        if (points.size() == full) {
          parts.add(part(metric, first, parts.size(), last, points));
          points = new Points.Builder();
        }
      }
    }
    if (points.size() > 0) {
      parts.add(part(metric, first, parts.size(), last, points));
    }
    return parts;
  }

  private static ChunkRow part(
      String metric, StoredRow first, int number, long last, Points.Builder points) {
    return new ChunkRow(metric, first.firstOffset(), first.part() + number, last, points.build());
  }

  /** Whether rows cover the same stretch of the log; then points may be in several. */
  private static boolean overlap(List<StoredRow> rows) {
    long reached = rows.get(0).lastOffset();
    for (int i = 1; i < rows.size(); i++) {
      StoredRow before = rows.get(i - 1);
      StoredRow row = rows.get(i);
      boolean nextPart =
          row.firstOffset() == before.firstOffset() && row.part() == before.part() + 1;
      if (!nextPart && row.firstOffset() <= reached) {
        return true;
      }
      reached = Math.max(reached, row.lastOffset());
    }
    return false;
  }

  /** Points of a row that no row before it has; those it has twice itself it keeps twice. */
  private static Points unseen(Points points, Set<Point> seen) {
    Points.Builder unseen = new Points.Builder();
    List<Point> met = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      Point point =
          new Point(
              points.step(i), points.timestamp(i), Double.doubleToRawLongBits(points.value(i)));
      met.add(point);
      if (!seen.contains(point)) {
        unseen.add(points.step(i), points.timestamp(i), points.value(i));
      }
    }
    seen.addAll(met);
    return unseen.build();
  }
}
