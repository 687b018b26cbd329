package dev.kiseki.processor.local;

import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Which runs of a store have their entries in the indexes: all of them, or those up to some run
 * while the others are still to be entered by {@link IndexBuild}. A commit changes entries of the
 * former only. Both hold {@link #lock} while they write, so that each run is entered by exactly one
 * of them.
 */
final class IndexProgress {
  /** Raise it whenever {@link dev.kiseki.store.index.RunEntries} gives other keys. */
  private static final byte LAYOUT = 2;

  private static final byte[] NO_RUN = new byte[0];

  /** Fair: the fold gets its turn between two steps of a long build. */
  final ReentrantLock lock = new ReentrantLock(true);

  private final Families families;
  private byte[] through = NO_RUN;
  private boolean trusted = true;
  private volatile boolean complete;

  /** Takes over what the store says; clears indexes that can't be used. */
  IndexProgress(Families families) {
    this.families = families;
    byte[] stored = families.get(StoreFamily.META, MetaKey.indexLayout());
    if (stored == null || stored[0] != LAYOUT) {
      families.clear(StoreFamily.INDEX);
    } else if (stored.length == 1) {
      complete = true;
    } else {
      through = Arrays.copyOfRange(stored, 1, stored.length);
    }
  }

  /** Once true it stays true. */
  boolean complete() {
    return complete;
  }

  /** Whether the run's entries are there. Under the lock. */
  boolean includes(byte[] runKey) {
    return complete || (through.length > 0 && Arrays.compareUnsigned(runKey, through) <= 0);
  }

  /** The first key that a run can have whose entries are not there. Under the lock. */
  byte[] next() {
    return through.length == 0 ? NO_RUN : Arrays.copyOf(through, through.length + 1);
  }

  /**
   * Puts into a batch, which has the entries of runs up to this one, that it does. Under the lock.
   */
  void advance(WriteBatch batch, byte[] runKey) throws RocksDBException {
    through = runKey;
    store(batch);
  }

  /** As {@link #advance}, with the last of all runs; {@link #finished} must follow the write. */
  void finish(WriteBatch batch) throws RocksDBException {
    through = NO_RUN;
    store(batch);
  }

  /** The last piece is written, so readers may use the indexes: not a moment earlier. */
  void finished() {
    complete = true;
  }

  private void store(WriteBatch batch) throws RocksDBException {
    if (trusted) {
      batch.put(families.handle(StoreFamily.META), MetaKey.indexLayout(), stored());
    }
  }

  private byte[] stored() {
    byte[] stored = new byte[1 + through.length];
    stored[0] = LAYOUT;
    System.arraycopy(through, 0, stored, 1, through.length);
    return stored;
  }

  /**
   * What is written next goes past the write-ahead log, so that a crash may keep documents and lose
   * their entries, or the other way round: then the indexes are made anew.
   */
  void distrust() {
    lock.lock();
    try {
      trusted = false;
      families.remove(StoreFamily.META, MetaKey.indexLayout());
    } finally {
      lock.unlock();
    }
  }

  /** All that was written is in files. */
  void trust() {
    lock.lock();
    try {
      trusted = true;
      if (complete || through.length > 0) {
        families.put(StoreFamily.META, MetaKey.indexLayout(), stored());
      }
    } finally {
      lock.unlock();
    }
  }
}
