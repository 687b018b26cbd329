package dev.kiseki.processor.sink;

import java.util.concurrent.atomic.LongAdder;

/** What Cassandra acknowledged since start. */
public final class WrittenRows {
  private final LongAdder rows = new LongAdder();
  private final LongAdder points = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void add(int pointsOfRow, long bytesOfRow) {
    rows.increment();
    points.add(pointsOfRow);
    bytes.add(bytesOfRow);
  }

  public long rows() {
    return rows.sum();
  }

  public long points() {
    return points.sum();
  }

  /** Of points and outlines as they are packed. */
  public long bytes() {
    return bytes.sum();
  }
}
