package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import java.util.List;

/** What searches remember, of all partitions of a process. */
public final class SearchMemory {
  private final DocumentMemory documents;
  private final IndexMemory indexes;

  /**
   * @param bytes of heap, roughly; 0 remembers nothing
   */
  public SearchMemory(long bytes) {
    this.documents = new DocumentMemory(bytes - bytes / 4);
    this.indexes = new IndexMemory(bytes / 4);
  }

  /** Of one store. */
  Remembered ofStore() {
    return new Remembered();
  }

  /** What is remembered of one open store, and by which rules. */
  final class Remembered {
    private final CommitMoments moments = new CommitMoments();
    private final StoreDocuments ofRuns = new StoreDocuments(documents, moments);
    private final StoreSegments ofIndexes = new StoreSegments(indexes, moments);

    /** The store begins anew, perhaps with other contents. */
    void begin() {
      ofRuns.begin();
      ofIndexes.clear();
    }

    /** To be taken before a snapshot is. */
    long moment() {
      return moments.now();
    }

    /** Whether nothing was written since, nor was being written. */
    boolean still(long moment) {
      return moments.still(moment);
    }

    /**
     * Before a commit or a restore writes these; {@link #written} must follow.
     *
     * @param indexKeys what changes in the indexes
     */
    void writing(Iterable<RunId> runs, List<byte[]> indexKeys) {
      moments.passed();
      ofRuns.writing(runs);
      ofIndexes.writing(indexKeys);
    }

    void written() {
      moments.passed();
    }

    StoreDocuments.Reader documents(StoreSnapshot snapshot, long moment) {
      return ofRuns.reader(snapshot, moment);
    }

    StoreSegments segments() {
      return ofIndexes;
    }
  }
}
