package dev.kiseki.processor.sink;

import dev.kiseki.store.chunk.Points;
import java.util.function.Consumer;

/**
 * Hands on the points of rows as long as it is sure that each comes once: rows must follow one
 * another on the log and end before some record.
 */
final class RowsOnce implements Consumer<StoredRow> {
  private final long before;
  private final Consumer<Points> points;
  private boolean sure = true;
  private StoredRow last;
  private long reached;

  /**
   * @param before offset of the record
   */
  RowsOnce(long before, Consumer<Points> points) {
    this.before = before;
    this.points = points;
  }

  /** In the order of their names. */
  @Override
  public void accept(StoredRow row) {
    boolean follows = last == null || row.firstOffset() > reached || nextPart(row);
    sure &= follows && row.lastOffset() < before;
    if (sure) {
      points.accept(row.points());
      reached = row.lastOffset();
      last = row;
    }
  }

  private boolean nextPart(StoredRow row) {
    return row.firstOffset() == last.firstOffset() && row.part() == last.part() + 1;
  }

  /** Whether all points were handed on, each once. */
  boolean sure() {
    return sure;
  }
}
