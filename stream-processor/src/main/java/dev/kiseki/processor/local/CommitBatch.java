package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.key.ChangelogKey;
import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.RunKey;
import dev.kiseki.store.key.StoreFamily;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Changes that went to the changelog and wait for the commit that writes them to RocksDB, all at
 * once and with the changelog's offset.
 */
final class CommitBatch {
  private static final byte[] REMOVED = new byte[0];

  /** Bytes of the objects around a change, roughly. */
  private static final int ENTRY = 150;

  private final Changelog changelog;
  private final FoldMemory memory;
  private final Map<ByteBuffer, byte[]> changes = new LinkedHashMap<>();
  private final IndexChanges index = new IndexChanges();
  private final List<RunId> runs = new ArrayList<>();
  private long bytes;

  CommitBatch(Changelog changelog, FoldMemory memory) {
    this.changelog = changelog;
    this.memory = memory;
  }

  void put(StoreFamily family, byte[] key, byte[] value) {
    byte[] changelogKey = ChangelogKey.of(family, key);
    changelog.log(changelogKey, value);
    changes.put(ByteBuffer.wrap(changelogKey), value);
    hold(ENTRY + changelogKey.length + value.length);
  }

  private void hold(long more) {
    bytes += more;
    memory.add(more);
  }

  /** Logs once more what is stored, or that nothing is; the store stays as it is. */
  void again(Families families, StoreFamily family, byte[] changelogKey) {
    changelog.log(changelogKey, get(families, family, ChangelogKey.key(changelogKey)));
  }

  /** Puts a run and what it changes in the indexes. */
  void put(Families families, RunDocument run) {
    byte[] key = RunKey.of(run.id());
    byte[] before = get(families, StoreFamily.RUNS, key);
    put(StoreFamily.RUNS, key, RunDocumentCodec.encode(run));
    index.changed(key, before, Optional.of(run));
    runs.add(run.id());
  }

  /** Removes a run and its entries in the indexes. */
  void remove(Families families, RunId run) {
    byte[] key = RunKey.of(run);
    byte[] before = get(families, StoreFamily.RUNS, key);
    remove(StoreFamily.RUNS, key);
    index.changed(key, before, Optional.empty());
    runs.add(run);
  }

  void remove(StoreFamily family, byte[] key) {
    byte[] changelogKey = ChangelogKey.of(family, key);
    changelog.log(changelogKey, null);
    changes.put(ByteBuffer.wrap(changelogKey), REMOVED);
    hold(ENTRY + changelogKey.length);
  }

  /** Removes all entries whose key starts with the prefix, those of this commit too. */
  void removeAll(Families families, StoreFamily family, byte[] prefix) {
    List<byte[]> keys = new ArrayList<>();
    families.scan(family, prefix, (key, value) -> keys.add(key));
    byte[] changed = ChangelogKey.of(family, prefix);
    for (Map.Entry<ByteBuffer, byte[]> change : changes.entrySet()) {
      byte[] key = change.getKey().array();
      if (change.getValue() != REMOVED && Families.startsWith(key, changed)) {
        keys.add(ChangelogKey.key(key));
      }
    }
    keys.forEach(key -> remove(family, key));
  }

  /** The value as it will be: from here when it changed, else from the store; null = none. */
  byte[] get(Families families, StoreFamily family, byte[] key) {
    byte[] changed = changes.get(ByteBuffer.wrap(ChangelogKey.of(family, key)));
    if (changed == null) {
      return families.get(family, key);
    }
    return changed == REMOVED ? null : changed;
  }

  /** Length of the value as it will be; -1 = none. */
  int size(Families families, StoreFamily family, byte[] key) {
    byte[] changed = changes.get(ByteBuffer.wrap(ChangelogKey.of(family, key)));
    if (changed == null) {
      return families.size(family, key);
    }
    return changed == REMOVED ? -1 : changed.length;
  }

  /** Whether it is among what is to go. */
  boolean removes(StoreFamily family, byte[] key) {
    return changes.get(ByteBuffer.wrap(ChangelogKey.of(family, key))) == REMOVED;
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  /**
   * @param waitingBytes what the state holds of them then; empty when it was not counted
   */
  void write(
      Families families,
      IndexProgress progress,
      SearchMemory.Remembered remembered,
      OptionalLong waitingBytes,
      long changelogOffset,
      FollowedAt followedAt) {
    progress.lock.lock();
    try (WriteBatch batch = new WriteBatch()) {
      remembered.writing(runs, index.keys());
      for (Map.Entry<ByteBuffer, byte[]> change : changes.entrySet()) {
        append(batch, families, change.getKey().array(), change.getValue());
      }
      index.appendTo(batch, families, progress::includes);
      batch.put(
          families.handle(StoreFamily.META),
          MetaKey.changelogOffset(),
          MetaKey.offset(changelogOffset));
      if (waitingBytes.isPresent()) {
        batch.put(
            families.handle(StoreFamily.META),
            MetaKey.waitingBytes(),
            MetaKey.waitingBytes(waitingBytes.getAsLong(), changelogOffset));
      }
      followedAt.note(batch);
      families.write(batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't collect the changes of a commit", e);
    } finally {
      remembered.written();
      progress.lock.unlock();
    }
    clear();
  }

  void clear() {
    changes.clear();
    index.clear();
    runs.clear();
    memory.add(-bytes);
    bytes = 0;
  }

  /**
   * Appends one changelog record, as it was logged. Of a family of a later version nothing is kept:
   * a store that was made by a later release is not read by an earlier one.
   *
   * @param value null or {@link #REMOVED} = gone
   */
  static void append(WriteBatch batch, Families families, byte[] changelogKey, byte[] value)
      throws RocksDBException {
    StoreFamily family =
        ChangelogKey.family(changelogKey)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the changelog was written by a later release: family " + changelogKey[0]));
    byte[] key = ChangelogKey.key(changelogKey);
    if (value == null || value == REMOVED) {
      batch.delete(families.handle(family), key);
    } else {
      batch.put(families.handle(family), key, value);
    }
  }
}
