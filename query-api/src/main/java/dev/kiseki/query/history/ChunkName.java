package dev.kiseki.query.history;

import java.util.Comparator;

/** Which chunk of a curve; in the order of the event log. */
public record ChunkName(long firstOffset, int part) implements Comparable<ChunkName> {
  static final ChunkName FIRST = new ChunkName(Long.MIN_VALUE, Integer.MIN_VALUE);
  static final ChunkName LAST = new ChunkName(Long.MAX_VALUE, Integer.MAX_VALUE);

  private static final Comparator<ChunkName> ORDER =
      Comparator.comparingLong(ChunkName::firstOffset).thenComparingInt(ChunkName::part);

  @Override
  public int compareTo(ChunkName other) {
    return ORDER.compare(this, other);
  }
}
