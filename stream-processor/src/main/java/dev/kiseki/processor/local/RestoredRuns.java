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
 * indexes: a look-up in the store for each.
 */
final class RestoredRuns {
  private final Families families;
  private final Map<RunId, Optional<byte[]>> last = new HashMap<>();

  RestoredRuns(Families families) {
    this.families = families;
  }

  void seen(byte[] changelogKey, byte[] value) {
    if (ChangelogKey.family(changelogKey).equals(Optional.of(StoreFamily.RUNS))) {
      last.put(RunKey.run(ChangelogKey.key(changelogKey)), Optional.ofNullable(value));
    }
  }

  void appendTo(WriteBatch batch) throws RocksDBException {
    IndexChanges index = new IndexChanges();
    last.forEach(
        (run, value) ->
            index.changed(
                families.get(StoreFamily.RUNS, RunKey.of(run)),
                value.map(RunDocumentCodec::decode)));
    index.appendTo(batch, families);
  }
}
