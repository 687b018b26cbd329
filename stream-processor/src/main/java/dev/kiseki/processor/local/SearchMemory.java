package dev.kiseki.processor.local;

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

    /** Before a commit writes; {@link #written} must follow. */
    void writing(CommitBatch batch) {
      moments.passed();
      ofRuns.writing(batch.runs());
      ofIndexes.writing(batch.indexKeys());
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
