package dev.kiseki.processor.local;

import dev.kiseki.store.index.IndexEntry;
import dev.kiseki.store.index.IndexName;
import java.util.Arrays;
import java.util.List;

/**
 * All entries of an index between two keys, as of one moment. Their keys lie one after the other in
 * one array: a search walks through thousands of them. Compared by identity.
 *
 * @see StoreSegments
 */
final class Segment {
  /** The first key that an entry here can have. */
  final byte[] from;

  /** Where it ends, itself not included. */
  final byte[] to;

  /** See {@link CommitMoments}. */
  final long moment;

  private final IndexName.Kind kind;
  private final int prefixLength;
  private final byte[] keys;

  /** Where the n-th key begins; one more than there are entries. */
  private final int[] starts;

  /**
   * @param ascending keys in order
   */
  Segment(
      byte[] from,
      byte[] to,
      long moment,
      IndexName.Kind kind,
      int prefixLength,
      List<byte[]> ascending) {
    this.from = from;
    this.to = to;
    this.moment = moment;
    this.kind = kind;
    this.prefixLength = prefixLength;
    this.starts = new int[ascending.size() + 1];
    for (int i = 0; i < ascending.size(); i++) {
      starts[i + 1] = starts[i] + ascending.get(i).length;
    }
    this.keys = new byte[starts[ascending.size()]];
    for (int i = 0; i < ascending.size(); i++) {
      byte[] key = ascending.get(i);
      System.arraycopy(key, 0, keys, starts[i], key.length);
    }
  }

  int size() {
    return starts.length - 1;
  }

  /** Bytes of the keys. */
  int bytes() {
    return keys.length;
  }

  IndexEntry entry(int i) {
    return IndexEntry.parse(kind, prefixLength, keys, starts[i], starts[i + 1]);
  }

  /** Unsigned comparison of the i-th key with another. */
  int compareKey(int i, byte[] other) {
    return Arrays.compareUnsigned(keys, starts[i], starts[i + 1], other, 0, other.length);
  }

  /** Place of the first entry at or after a key; {@link #size} when all lie before it. */
  int atOrAfter(byte[] key) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareKey(middle, key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
