package dev.kiseki.query.arrow;

import dev.kiseki.query.history.CurvePoints;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Rows that wait until there are enough of them for a record batch. */
final class Batch {
  private final int full;
  private final Deque<CurvePoints> waiting = new ArrayDeque<>();
  private int begun;
  private long rows;

  /**
   * @param full rows of a batch; only the last has fewer
   */
  Batch(int full) {
    this.full = full;
  }

  void add(CurvePoints points) {
    waiting.add(points);
    rows += points.points().size();
  }

  boolean isFull() {
    return rows >= full;
  }

  boolean isEmpty() {
    return rows == 0;
  }

  /** The next batch, as a message. */
  byte[] take() {
    int size = (int) Math.min(full, rows);
    Messages.Body body = Messages.rows(size);
    IntBuffer runs = body.columns()[0].asIntBuffer();
    IntBuffer keys = body.columns()[1].asIntBuffer();
    LongBuffer steps = body.columns()[2].asLongBuffer();
    LongBuffer timestamps = body.columns()[3].asLongBuffer();
    DoubleBuffer values = body.columns()[4].asDoubleBuffer();
    while (steps.hasRemaining()) {
      CurvePoints next = waiting.element();
      int count = Math.min(next.points().size() - begun, steps.remaining());
      next.points().copy(begun, begun + count, steps, timestamps, values);
      repeat(runs, next.run(), count);
      repeat(keys, next.key(), count);
      begun += count;
      if (begun == next.points().size()) {
        waiting.remove();
        begun = 0;
      }
    }
    rows -= size;
    return body.message();
  }

  private static void repeat(IntBuffer column, int index, int count) {
    if (index == 0) {
      // As it was made.
      column.position(column.position() + count);
      return;
    }
    for (int i = 0; i < count; i++) {
      column.put(index);
    }
  }
}
