package dev.kiseki.processor.local;

import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.index.RunEntries;
import dev.kiseki.store.key.StoreFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * What a batch of changed runs does to the indexes: the difference of each run's document before
 * and after. Goes into the same write as the documents, so that no crash parts them.
 */
final class IndexChanges {
  private static final byte[] NOTHING = new byte[0];

  /** In the order in which they must be written: a later one of the same key wins. */
  private final List<Change> changes = new ArrayList<>();

  private record Change(byte[] run, byte[] key, boolean there) {}

  /**
   * @param run the run's key
   * @param before the document as stored before, or as an earlier call left it; null = none
   */
  void changed(byte[] run, byte[] before, Optional<RunDocument> after) {
    RunEntries.difference(
        Optional.ofNullable(before).map(RunDocumentCodec::decode),
        after,
        gone -> changes.add(new Change(run, gone, false)),
        there -> changes.add(new Change(run, there, true)));
  }

  /**
   * @param indexed whether a run's entries are in the indexes at all; of others nothing is written
   */
  void appendTo(WriteBatch batch, Families families, Predicate<byte[]> indexed)
      throws RocksDBException {
    ColumnFamilyHandle index = families.handle(StoreFamily.INDEX);
    for (Change change : changes) {
      if (!indexed.test(change.run())) {
        continue;
      }
      if (change.there()) {
        batch.put(index, change.key(), NOTHING);
      } else {
        batch.delete(index, change.key());
      }
    }
  }

  List<byte[]> keys() {
    return changes.stream().map(Change::key).toList();
  }

  void clear() {
    changes.clear();
  }
}
