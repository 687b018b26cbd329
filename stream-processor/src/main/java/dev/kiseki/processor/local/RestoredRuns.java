package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.key.ChangelogKey;
import dev.kiseki.store.key.RunKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The runs in a piece of the changelog, each as the piece leaves it, and what that changes in the
 * indexes: a look-up in the store for each run that is indexed. Under the lock of the progress.
 */
final class RestoredRuns {
  private final Families families;
  private final IndexProgress progress;
  private final Map<RunId, Optional<byte[]>> last = new HashMap<>();
  private final IndexChanges index = new IndexChanges();

  RestoredRuns(Families families, IndexProgress progress) {
    this.families = families;
    this.progress = progress;
  }

  void seen(byte[] changelogKey, byte[] value) {
    if (ChangelogKey.family(changelogKey).equals(Optional.of(StoreFamily.RUNS))) {
      byte[] key = ChangelogKey.key(changelogKey);
      if (progress.includes(key)) {
        last.put(RunKey.run(key), Optional.ofNullable(value));
      }
    }
  }

  void appendTo(WriteBatch batch) throws RocksDBException {
    last.forEach(
        (run, value) -> {
          byte[] key = RunKey.of(run);
          index.changed(
              key, families.get(StoreFamily.RUNS, key), value.map(RunDocumentCodec::decode));
        });
    index.appendTo(batch, families, progress::includes);
  }

  /** Writes the batch; searches forget what it changes. Until all are indexed they know nothing. */
  void write(WriteBatch batch, SearchMemory.Remembered remembered) {
    remembered.writing(last.keySet(), index.keys());
    try {
      families.writeUnlogged(batch);
    } finally {
      remembered.written();
    }
  }
}
