package dev.kiseki.processor.local;

import dev.kiseki.store.key.StoreFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/**
 * All families of a store as they were at one moment, for one thread. What it gives lives as long
 * as it does.
 */
final class StoreSnapshot implements AutoCloseable {
  private final RocksDB db;
  private final Map<StoreFamily, ColumnFamilyHandle> handles;
  private final BooleanSupplier closing;
  private final Snapshot snapshot;
  private final ReadOptions reads;
  private final List<AutoCloseable> natives = new ArrayList<>();

  StoreSnapshot(RocksDB db, Map<StoreFamily, ColumnFamilyHandle> handles, BooleanSupplier closing) {
    this.db = db;
    this.handles = handles;
    this.closing = closing;
    this.snapshot = db.getSnapshot();
    this.reads = new ReadOptions().setSnapshot(snapshot);
  }

  byte[] get(StoreFamily family, byte[] key) {
    try {
      return db.get(handles.get(family), reads, key);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't read " + family.label(), e);
    }
  }

  /** Visits entries whose key starts with the prefix, in order, until the visitor says no. */
  void scan(StoreFamily family, byte[] prefix, BiPredicate<byte[], byte[]> visitor) {
    scan(family, prefix, prefix, visitor);
  }

  /** The same from a key on. */
  void scan(StoreFamily family, byte[] prefix, byte[] from, BiPredicate<byte[], byte[]> visitor) {
    try (KeyBound bound = KeyBound.of(prefix);
        ReadOptions options = bound.on(new ReadOptions().setSnapshot(snapshot));
        RocksIterator entries = db.newIterator(handles.get(family), options)) {
      for (entries.seek(from); entries.isValid(); entries.next()) {
        if (closing.getAsBoolean()) {
          throw new IllegalStateException("the state is closed");
        }
        byte[] key = entries.key();
        if (!Families.startsWith(key, prefix) || !visitor.test(key, entries.value())) {
          return;
        }
      }
      entries.status();
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't read " + family.label(), e);
    }
  }

  /** A cursor over the keys from {@code from} to before {@code to}, standing nowhere yet. */
  Cursor cursor(StoreFamily family, byte[] from, byte[] to) {
    Slice lower = own(new Slice(from));
    Slice upper = own(new Slice(to));
    ReadOptions bounded =
        own(
            new ReadOptions()
                .setSnapshot(snapshot)
                .setIterateLowerBound(lower)
                .setIterateUpperBound(upper));
    return new Cursor(own(db.newIterator(handles.get(family), bounded)), family, closing);
  }

  /** Bytes between two keys, roughly, in files and in memory; compressed where files are. */
  long approximateBytes(StoreFamily family, byte[] from, byte[] to) {
    try (Slice lower = new Slice(from);
        Slice upper = new Slice(to)) {
      return db.getApproximateSizes(
              handles.get(family),
              List.of(new Range(lower, upper)),
              SizeApproximationFlag.INCLUDE_FILES,
              SizeApproximationFlag.INCLUDE_MEMTABLES)[0];
    }
  }

  /** Keys of a family, roughly; what was written twice lately counts twice. */
  long approximateKeys(StoreFamily family) {
    try {
      return db.getLongProperty(handles.get(family), "rocksdb.estimate-num-keys");
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't read " + family.label(), e);
    }
  }

  private <T extends AutoCloseable> T own(T object) {
    natives.add(0, object);
    return object;
  }

  /** Iterators before their options, those before the snapshot. */
  @Override
  public void close() {
    for (AutoCloseable object : natives) {
      try {
        object.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    reads.close();
    db.releaseSnapshot(snapshot);
    snapshot.close();
  }

  /** Walks keys in both directions. */
  static final class Cursor {
    private final RocksIterator entries;
    private final StoreFamily family;
    private final BooleanSupplier closing;

    Cursor(RocksIterator entries, StoreFamily family, BooleanSupplier closing) {
      this.entries = entries;
      this.family = family;
      this.closing = closing;
    }

    /** To the first key at or after this one. */
    boolean seek(byte[] key) {
      entries.seek(key);
      return valid();
    }

    boolean last() {
      entries.seekToLast();
      return valid();
    }

    /** To the last key before this one. */
    boolean seekBefore(byte[] key) {
      entries.seekForPrev(key);
      if (entries.isValid() && java.util.Arrays.equals(entries.key(), key)) {
        entries.prev();
      }
      return valid();
    }

    boolean next() {
      entries.next();
      return valid();
    }

    boolean previous() {
      entries.prev();
      return valid();
    }

    byte[] key() {
      return entries.key();
    }

    private boolean valid() {
      if (closing.getAsBoolean()) {
        throw new IllegalStateException("the state is closed");
      }
      if (entries.isValid()) {
        return true;
      }
      try {
        entries.status();
        return false;
      } catch (RocksDBException e) {
        throw new IllegalStateException("can't read " + family.label(), e);
      }
    }
  }
}
