package dev.kiseki.processor.local;

import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.Arrays;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the indexes of a store anew when those that are there can't be used. */
final class IndexRebuild {
  /** Raise it whenever {@link dev.kiseki.store.index.RunEntries} gives other keys. */
  private static final byte LAYOUT = 2;

  private static final int RUNS_AT_ONCE = 500;
  private static final int RUNS_BETWEEN_WORDS = 50_000;
  private static final Logger log = LoggerFactory.getLogger(IndexRebuild.class);

  private final Families families;
  private final IndexChanges pending = new IndexChanges();
  private int runs;

  private IndexRebuild(Families families) {
    this.families = families;
  }

  /**
   * What is written next goes past the write-ahead log, so that a crash may keep documents and lose
   * their entries, or the other way round: then the indexes are made anew.
   */
  static void distrust(Families families) {
    families.remove(StoreFamily.META, MetaKey.indexLayout());
  }

  /** All that was written is in files. */
  static void trust(Families families) {
    families.put(StoreFamily.META, MetaKey.indexLayout(), new byte[] {LAYOUT});
  }

  /** Costs a look-up when nothing is to be done, else a read of every run. */
  static void unlessCurrent(Families families) {
    byte[] layout = families.get(StoreFamily.META, MetaKey.indexLayout());
    if (!Arrays.equals(layout, new byte[] {LAYOUT})) {
      new IndexRebuild(families).run();
    }
  }

  private void run() {
    families.clear(StoreFamily.INDEX);
    families.scan(
        StoreFamily.RUNS,
        new byte[0],
        (key, value) -> {
          pending.changed(null, Optional.of(RunDocumentCodec.decode(value)));
          if (++runs % RUNS_AT_ONCE == 0) {
            write();
          }
          if (runs % RUNS_BETWEEN_WORDS == 0) {
            log.info("indexes are made anew: {} runs so far", runs);
          }
          return true;
        });
    write();
    // Last, and after the entries are in files or in the write-ahead log: half an index counts as
    // none.
    trust(families);
    if (runs > 0) {
      log.info("indexes of {} runs were made anew", runs);
    }
  }

  private void write() {
    try (WriteBatch batch = new WriteBatch()) {
      pending.appendTo(batch, families);
      families.write(batch);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't write the indexes", e);
    }
    pending.clear();
  }
}
