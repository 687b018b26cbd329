package dev.kiseki.processor.local;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunDocument;

/**
 * Decoded documents that searches met, of all partitions of a process: to test one again costs a
 * tenth of reading and decoding it. The least used leave when it is full.
 */
public final class DocumentMemory {
  /** A decoded document on the heap against its stored bytes, roughly: texts, boxes, pointers. */
  private static final int HEAP_FOR_A_BYTE = 3;

  private static final int HEAP_FOR_A_DOCUMENT = 300;

  final Cache<RunId, Kept> documents;

  /**
   * @param of the life of the store in which it was read: the next may have other documents
   */
  record Kept(Object of, RunDocument document, int storedBytes) {}

  /**
   * @param bytes of heap, roughly; 0 keeps nothing
   */
  public DocumentMemory(long bytes) {
    this.documents =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<RunId, Kept>weigher((run, kept) -> weight(kept))
            .executor(Runnable::run)
            .build();
  }

  private static int weight(Kept kept) {
    return HEAP_FOR_A_DOCUMENT
        + (int) Math.min(1 << 30, (long) HEAP_FOR_A_BYTE * kept.storedBytes());
  }
}
