package dev.kiseki.processor.local;

import dev.kiseki.store.index.IndexValue;
import dev.kiseki.store.key.StoreFamily;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * One RocksDB with the families of {@link StoreFamily}. One thread writes, any thread reads;
 * closing waits for readers, which would otherwise touch freed native memory.
 *
 * <p>The write-ahead log is on and never synced: a killed process loses nothing, and a machine that
 * lost power finds an earlier state with its own changelog offset and restores the rest. Only a
 * restore goes past it, see {@link #writeUnlogged}.
 */
final class Families implements AutoCloseable {
  private static final long WRITE_BUFFER = 8L << 20;
  private static final long INDEX_WRITE_BUFFER = 32L << 20;
  private static final long MOST_LOG = 128L << 20;

  private final List<AutoCloseable> natives = new ArrayList<>();
  private final Map<StoreFamily, ColumnFamilyHandle> handles = new EnumMap<>(StoreFamily.class);
  private final ReentrantReadWriteLock open = new ReentrantReadWriteLock();
  private final RocksDB db;
  private final WriteOptions writeOptions;
  private final WriteOptions unlogged;
  private volatile boolean closing;

  Families(Path directory, RocksMemory memory) {
    try {
      Files.createDirectories(directory);
      BlockBasedTableConfig tables =
          new BlockBasedTableConfig()
              .setBlockCache(memory.cache())
              .setCacheIndexAndFilterBlocks(true)
              .setPinL0FilterAndIndexBlocksInCache(true)
              .setFilterPolicy(own(new BloomFilter(10, false)));
      ColumnFamilyOptions familyOptions =
          own(new ColumnFamilyOptions())
              .setTableFormatConfig(tables)
              .setWriteBufferSize(WRITE_BUFFER)
              .setCompressionType(CompressionType.LZ4_COMPRESSION);
      DBOptions options =
          own(new DBOptions())
              .setCreateIfMissing(true)
              .setCreateMissingColumnFamilies(true)
              .setMaxTotalWalSize(MOST_LOG)
              .setMaxBackgroundJobs(2)
              .setWriteBufferManager(memory.writeBuffers())
              .setKeepLogFileNum(1)
              .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL);
      this.writeOptions = own(new WriteOptions());
      this.unlogged = own(new WriteOptions()).setDisableWAL(true);
      // Most of what is written is index entries, in no order: larger pieces are merged less often.
      ColumnFamilyOptions indexOptions =
          own(new ColumnFamilyOptions())
              .setTableFormatConfig(tables)
              .setWriteBufferSize(INDEX_WRITE_BUFFER)
              .setCompressionType(CompressionType.LZ4_COMPRESSION);
      List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
      descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, familyOptions));
      for (StoreFamily family : StoreFamily.values()) {
        descriptors.add(
            new ColumnFamilyDescriptor(
                family.label().getBytes(StandardCharsets.UTF_8),
                family == StoreFamily.INDEX ? indexOptions : familyOptions));
      }
      List<ColumnFamilyHandle> opened = new ArrayList<>();
      this.db = RocksDB.open(options, directory.toString(), descriptors, opened);
      int at = 1;
      for (StoreFamily family : StoreFamily.values()) {
        handles.put(family, opened.get(at++));
      }
      natives.addAll(opened);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't open the state in " + directory, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T extends AutoCloseable> T own(T object) {
    natives.add(0, object);
    return object;
  }

  /** The value or null. A point look-up; a miss mostly costs no block. */
  byte[] get(StoreFamily family, byte[] key) {
    enter();
    try {
      return db.get(handles.get(family), key);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't read " + family.label(), e);
    } finally {
      open.readLock().unlock();
    }
  }

  /** Length of the value, which is not copied; -1 = none. Costs what {@link #get} does. */
  int size(StoreFamily family, byte[] key) {
    enter();
    try {
      int size = db.get(handles.get(family), key, new byte[0]);
      return size == RocksDB.NOT_FOUND ? -1 : size;
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't read " + family.label(), e);
    } finally {
      open.readLock().unlock();
    }
  }

  /**
   * Visits entries whose key starts with the prefix, from a key on, in order, until the visitor
   * says no. Sees the state of one moment.
   *
   * @throws IllegalStateException when the store is closed before the end
   */
  void scan(StoreFamily family, byte[] prefix, byte[] from, BiPredicate<byte[], byte[]> visitor) {
    scanRange(family, from, IndexValue.after(prefix), visitor);
  }

  /**
   * The same from a key on to another one, which is left out; empty = to the end.
   *
   * @throws IllegalStateException when the store is closed before the end
   */
  void scanRange(StoreFamily family, byte[] from, byte[] to, BiPredicate<byte[], byte[]> visitor) {
    enter();
    // Without the bound the last step would go on over what was removed behind it.
    try (KeyBound bound = KeyBound.at(to);
        ReadOptions options = bound.on(new ReadOptions());
        RocksIterator entries = db.newIterator(handles.get(family), options)) {
      for (entries.seek(from); entries.isValid(); entries.next()) {
        if (closing) {
          throw closed();
        }
        if (!visitor.test(entries.key(), entries.value())) {
          return;
        }
      }
      entries.status();
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't read " + family.label(), e);
    } finally {
      open.readLock().unlock();
    }
  }

  void scan(StoreFamily family, byte[] prefix, BiPredicate<byte[], byte[]> visitor) {
    scan(family, prefix, prefix, visitor);
  }

  /** Asks something of the state of one moment; the store is not closed before the answer. */
  <R> R view(Function<StoreSnapshot, R> question) {
    enter();
    try (StoreSnapshot snapshot = new StoreSnapshot(db, handles, () -> closing)) {
      return question.apply(snapshot);
    } finally {
      open.readLock().unlock();
    }
  }

  /**
   * Does several things before the store can be closed.
   *
   * @throws IllegalStateException when it is closed already
   */
  void whileOpen(Runnable work) {
    enter();
    try {
      work.run();
    } finally {
      open.readLock().unlock();
    }
  }

  ColumnFamilyHandle handle(StoreFamily family) {
    return handles.get(family);
  }

  /** All of the batch or nothing, also after a crash. */
  void write(WriteBatch batch) {
    write(batch, writeOptions);
  }

  /** As {@link #write}, but lost with the process unless {@link #persist} was called after it. */
  void writeUnlogged(WriteBatch batch) {
    write(batch, unlogged);
  }

  /** Returns once everything written before is in files. */
  void persist() {
    enter();
    try (FlushOptions options = new FlushOptions()) {
      db.flush(options, List.copyOf(handles.values()));
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't write the state", e);
    } finally {
      open.readLock().unlock();
    }
  }

  private void write(WriteBatch batch, WriteOptions options) {
    enter();
    try {
      db.write(options, batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't write the state", e);
    } finally {
      open.readLock().unlock();
    }
  }

  /** Bytes that count in files and in what waits to become files, roughly; reads none of them. */
  long liveBytes(StoreFamily family) {
    return property(family, "rocksdb.estimate-live-data-size")
        + property(family, "rocksdb.cur-size-all-mem-tables");
  }

  private long property(StoreFamily family, String name) {
    enter();
    try {
      return db.getLongProperty(handles.get(family), name);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't read " + name + " of " + family.label(), e);
    } finally {
      open.readLock().unlock();
    }
  }

  void put(StoreFamily family, byte[] key, byte[] value) {
    enter();
    try {
      db.put(handles.get(family), writeOptions, key, value);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't write the state", e);
    } finally {
      open.readLock().unlock();
    }
  }

  /** Removes every entry of a family. */
  void clear(StoreFamily family) {
    enter();
    try (RocksIterator entries = db.newIterator(handles.get(family))) {
      entries.seekToLast();
      if (entries.isValid()) {
        byte[] end = Arrays.copyOf(entries.key(), entries.key().length + 1);
        db.deleteRange(handles.get(family), writeOptions, new byte[0], end);
      }
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't write the state", e);
    } finally {
      open.readLock().unlock();
    }
  }

  void remove(StoreFamily family, byte[] key) {
    enter();
    try {
      db.delete(handles.get(family), writeOptions, key);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't write the state", e);
    } finally {
      open.readLock().unlock();
    }
  }

  private void enter() {
    open.readLock().lock();
    if (closing) {
      open.readLock().unlock();
      throw closed();
    }
  }

  private static IllegalStateException closed() {
    return new IllegalStateException("the state is closed");
  }

  static boolean startsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  boolean isOpen() {
    return !closing;
  }

  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    open.writeLock().lock();
    try {
      // Handles first, then the database, then the options it was opened with.
      handles.values().forEach(ColumnFamilyHandle::close);
      db.close();
      for (AutoCloseable object : natives) {
        closeQuietly(object);
      }
      natives.clear();
    } finally {
      open.writeLock().unlock();
    }
  }

  private static void closeQuietly(AutoCloseable object) {
    try {
      object.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
