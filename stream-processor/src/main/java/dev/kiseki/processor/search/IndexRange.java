package dev.kiseki.processor.search;

import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexValue;
import java.util.Arrays;

/**
 * A stretch of an index.
 *
 * @param from first value; empty = from the first on
 * @param to where it ends, itself not included; empty = to the last
 */
record IndexRange(IndexName index, byte[] from, byte[] to) {
  static IndexRange all(IndexName index) {
    return new IndexRange(index, new byte[0], new byte[0]);
  }

  /** All entries that have exactly this value. */
  static IndexRange only(IndexName index, byte[] value) {
    return new IndexRange(index, value, IndexValue.after(value));
  }

  /** What stands in both; of the same index. */
  IndexRange and(IndexRange other) {
    byte[] later = Arrays.compareUnsigned(from, other.from) >= 0 ? from : other.from;
    boolean open = to.length == 0;
    boolean mine = !open && (other.to.length == 0 || Arrays.compareUnsigned(to, other.to) <= 0);
    return new IndexRange(index, later, mine ? to : other.to);
  }

  /** Holds no value whatever the index holds. */
  boolean empty() {
    return to.length > 0 && Arrays.compareUnsigned(from, to) >= 0;
  }
}
