package dev.kiseki.processor.local;

import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.index.RunEntries;
import dev.kiseki.store.key.StoreFamily;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * What a batch of changed runs does to the indexes: the difference of each run's document before
 * and after. Goes into the same write as the documents, so that no crash parts them.
 */
final class IndexChanges {
  private static final byte[] NOTHING = new byte[0];

  /** Whether the key shall be there. */
  private final Map<ByteBuffer, Boolean> keys = new HashMap<>();

  /**
   * @param before the document as stored before, or as an earlier call left it; null = none
   */
  void changed(byte[] before, Optional<RunDocument> after) {
    RunEntries.difference(
        Optional.ofNullable(before).map(RunDocumentCodec::decode),
        after,
        gone -> keys.put(gone, false),
        there -> keys.put(there, true));
  }

  void appendTo(WriteBatch batch, Families families) throws RocksDBException {
    ColumnFamilyHandle index = families.handle(StoreFamily.INDEX);
    for (Map.Entry<ByteBuffer, Boolean> key : keys.entrySet()) {
      if (key.getValue()) {
        batch.put(index, key.getKey().array(), NOTHING);
      } else {
        batch.delete(index, key.getKey().array());
      }
    }
  }

  void clear() {
    keys.clear();
  }
}
