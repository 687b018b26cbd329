package dev.kiseki.processor.local;

import dev.kiseki.store.index.IndexEntry;

/**
 * All entries of an index between two keys, as of one moment. Compared by identity.
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

  private final IndexEntry[] entries;

  Segment(byte[] from, byte[] to, long moment, IndexEntry[] entries) {
    this.from = from;
    this.to = to;
    this.moment = moment;
    this.entries = entries;
  }

  int size() {
    return entries.length;
  }

  IndexEntry entry(int i) {
    return entries[i];
  }

  /** Place of the first entry at or after a key; {@link #size} when all lie before it. */
  int atOrAfter(byte[] key) {
    int low = 0;
    int high = entries.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries[middle].compareKey(key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
