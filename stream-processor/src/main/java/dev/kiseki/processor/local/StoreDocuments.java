package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.RunKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.Optional;

/**
 * The documents of one open store, read through {@link DocumentMemory}. A reader gets what its
 * snapshot holds and nothing else: a commit takes changed documents out before it writes, and
 * nobody who took his snapshot before its end may put one in; a document that is newer than the
 * snapshot is read from the snapshot instead.
 */
final class StoreDocuments {
  private final DocumentMemory memory;

  private final CommitMoments moments;
  private volatile Object life = new Object();

  StoreDocuments(DocumentMemory memory, CommitMoments moments) {
    this.memory = memory;
    this.moments = moments;
  }

  /** The store begins anew, perhaps with other documents. */
  void begin() {
    life = new Object();
  }

  /** A commit is going to change these runs; its moment has begun. */
  void writing(Iterable<RunId> changed) {
    changed.forEach(memory.documents::invalidate);
  }

  /**
   * Documents as one snapshot holds them, for one thread.
   *
   * @param moment taken before the snapshot
   */
  Reader reader(StoreSnapshot snapshot, long moment) {
    return new Reader(snapshot, moment);
  }

  final class Reader {
    private final StoreSnapshot snapshot;
    private final long moment;
    private final Object of = life;
    private final long applied;
    private long readBytes;

    private Reader(StoreSnapshot snapshot, long moment) {
      this.snapshot = snapshot;
      this.moment = moment;
      byte[] stored = snapshot.get(StoreFamily.META, MetaKey.applied());
      this.applied = stored == null ? -1 : MetaKey.offset(stored);
    }

    Optional<RunDocument> document(RunId run) {
      DocumentMemory.Kept kept = memory.documents.getIfPresent(run);
      if (kept != null && kept.of() == of && kept.document().appliedOffset() <= applied) {
        return Optional.of(kept.document());
      }
      byte[] stored = snapshot.get(StoreFamily.RUNS, RunKey.of(run));
      if (stored == null) {
        return Optional.empty();
      }
      readBytes += stored.length;
      RunDocument document = RunDocumentCodec.decode(stored);
      keep(run, new DocumentMemory.Kept(of, document, stored.length));
      return Optional.of(document);
    }

    /** The moment is looked at while the entry is locked: a commit that begins now removes it. */
    private void keep(RunId run, DocumentMemory.Kept fresh) {
      if (moments.still(moment)) {
        memory.documents.asMap().compute(run, (id, known) -> moments.still(moment) ? fresh : known);
      }
    }

    long takeReadBytes() {
      long taken = readBytes;
      readBytes = 0;
      return taken;
    }
  }
}
