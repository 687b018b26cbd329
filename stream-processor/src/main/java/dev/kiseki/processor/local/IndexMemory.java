package dev.kiseki.processor.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;

/**
 * Pieces of indexes that searches walked through, of all partitions of a process: an entry in
 * memory costs a twentieth of one that is fetched from RocksDB. The least used leave when it is
 * full.
 */
public final class IndexMemory {
  private static final int HEAP_FOR_A_SEGMENT = 400;

  private final Cache<Segment, StoreSegments> segments;

  /**
   * @param bytes of heap, roughly; 0 keeps nothing
   */
  public IndexMemory(long bytes) {
    this.segments =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<Segment, StoreSegments>weigher(
                (segment, of) ->
                    HEAP_FOR_A_SEGMENT + segment.bytes() + Integer.BYTES * segment.size())
            .executor(Runnable::run)
            .removalListener(IndexMemory::removed)
            .build();
  }

  private static void removed(Segment segment, StoreSegments of, RemovalCause cause) {
    if (cause.wasEvicted() && segment != null && of != null) {
      of.evicted(segment);
    }
  }

  void add(Segment segment, StoreSegments of) {
    segments.put(segment, of);
  }

  void remove(Segment segment) {
    segments.invalidate(segment);
  }

  /** Somebody walks through it: it stays longer. */
  void used(Segment segment) {
    var unused = segments.getIfPresent(segment);
  }
}
