package dev.kiseki.standalone.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * The ledger's latest records in a folder of their own, which goes with it. Memory stays the same
 * however many there are. For one thread.
 */
final class LedgerCopy implements AutoCloseable {
  private static final byte[] GONE = new byte[0];
  private static final long CACHE = 16 << 20;
  private static final long WRITE_BUFFER = 8 << 20;

  static {
    RocksDB.loadLibrary();
  }

  private final Path folder;
  private final LRUCache cache = new LRUCache(CACHE);
  private final ColumnFamilyOptions family;
  private final DBOptions options =
      new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
  private final WriteOptions unsafe = new WriteOptions().setDisableWAL(true);
  private final RocksDB db;

  /** What was recorded and not met in the bucket yet. */
  private final ColumnFamilyHandle open;

  /** What was met and does not look right. */
  private final ColumnFamilyHandle suspects;

  /** What was recorded while the bucket was listed. */
  private final ColumnFamilyHandle news;

  LedgerCopy(Path folder) {
    this.folder = folder;
    family =
        new ColumnFamilyOptions()
            .setWriteBufferSize(WRITE_BUFFER)
            .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      db =
          RocksDB.open(
              options,
              folder.toString(),
              Stream.of("default", "suspects", "news")
                  .map(LedgerCopy::bytes)
                  .map(name -> new ColumnFamilyDescriptor(name, family))
                  .toList(),
              handles);
    } catch (RocksDBException e) {
      throw failed(e);
    }
    open = handles.get(0);
    suspects = handles.get(1);
    news = handles.get(2);
  }

  void put(byte[] key, byte[] value) {
    if (value == null) {
      delete(open, key);
    } else {
      put(open, key, value);
    }
  }

  /** The record of a key that is met now. */
  Optional<byte[]> meet(String key) {
    byte[] value = get(open, bytes(key));
    if (value != null) {
      delete(open, bytes(key));
    }
    return Optional.ofNullable(value);
  }

  void suspect(String key, byte[] value) {
    put(suspects, bytes(key), value);
  }

  void putLater(byte[] key, byte[] value) {
    put(news, key, value == null ? GONE : value);
  }

  /**
   * The latest record, as far as it was read.
   *
   * @param before the one that was known first
   */
  Optional<byte[]> latest(String key, byte[] before) {
    byte[] later = get(news, bytes(key));
    if (later == null) {
      return Optional.of(before);
    }
    return later.length == 0 ? Optional.empty() : Optional.of(later);
  }

  /** All suspects, then all that was not met, some at a time; both by the bytes of their keys. */
  void eachDoubt(int atOnce, Consumer<Map<String, byte[]>> some) {
    for (ColumnFamilyHandle in : List.of(suspects, open)) {
      Map<String, byte[]> gathered = new LinkedHashMap<>();
      try (RocksIterator all = db.newIterator(in)) {
        for (all.seekToFirst(); all.isValid(); all.next()) {
          gathered.put(new String(all.key(), StandardCharsets.UTF_8), all.value());
          if (gathered.size() == atOnce) {
            some.accept(Collections.unmodifiableMap(new LinkedHashMap<>(gathered)));
            gathered.clear();
          }
        }
        all.status();
      } catch (RocksDBException e) {
        throw failed(e);
      }
      if (!gathered.isEmpty()) {
        some.accept(Collections.unmodifiableMap(gathered));
      }
    }
  }

  private byte[] get(ColumnFamilyHandle in, byte[] key) {
    try {
      return db.get(in, key);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  private void put(ColumnFamilyHandle in, byte[] key, byte[] value) {
    try {
      db.put(in, unsafe, key, value);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  private void delete(ColumnFamilyHandle in, byte[] key) {
    try {
      db.delete(in, unsafe, key);
    } catch (RocksDBException e) {
      throw failed(e);
    }
  }

  private VerifyFailure failed(RocksDBException e) {
    return new VerifyFailure(
        "The copy of the ledger in %s can't be written or read (%s). Is the disk full? JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIR names another."
            .formatted(folder, e.getMessage()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    List.of(open, suspects, news).forEach(ColumnFamilyHandle::close);
    db.close();
    unsafe.close();
    options.close();
    family.close();
    cache.close();
    remove(folder);
  }

  /** The folder and what is in it; one that is not there is as good as removed. */
  static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        var unused = Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
