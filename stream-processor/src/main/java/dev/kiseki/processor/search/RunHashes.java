package dev.kiseki.processor.search;

import com.carrotsearch.hppc.LongHashSet;
import dev.kiseki.store.index.IndexEntry;

/** Runs, by eight bytes each: whether an entry may be of one of them. Hardly ever wrongly yes. */
final class RunHashes {
  private static final int AT_FIRST = 1024;

  private final LongHashSet hashes = new LongHashSet(AT_FIRST);

  void add(IndexEntry entry) {
    hashes.add(entry.runHash());
  }

  boolean contain(IndexEntry entry) {
    return hashes.contains(entry.runHash());
  }
}
