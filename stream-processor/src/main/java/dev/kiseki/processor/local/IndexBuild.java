package dev.kiseki.processor.local;

import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.key.StoreFamily;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enters the runs of a store into its indexes, beside the fold: after a restore without files,
 * which writes documents alone, and for a layout of a later release. Until it has ended, searches
 * read all runs. Killed at any moment it goes on after the last piece.
 */
final class IndexBuild implements Runnable {
  /** The fold may have to wait for a piece. */
  private static final int RUNS_IN_A_PIECE = 200;

  private static final int RUNS_BETWEEN_WORDS = 100_000;
  private static final Logger log = LoggerFactory.getLogger(IndexBuild.class);

  private final Families families;
  private final IndexProgress progress;
  private int runs;

  IndexBuild(Families families, IndexProgress progress) {
    this.families = families;
    this.progress = progress;
  }

  @Override
  public void run() {
    try {
      while (!progress.complete()) {
        step();
      }
      if (runs > 0) {
        log.info("{} runs were entered into the indexes", runs);
      }
    } catch (IllegalStateException e) {
      if (families.isOpen()) {
        log.error("the indexes can't be made; searches read all runs", e);
      } else {
        log.debug("the store was closed while its indexes were made; again when it is opened");
      }
    }
  }

  void step() {
    families.whileOpen(this::piece);
  }

  private void piece() {
    progress.lock.lock();
    try (WriteBatch batch = new WriteBatch()) {
      IndexChanges entries = new IndexChanges();
      int[] count = {0};
      byte[][] last = {null};
      families.scan(
          StoreFamily.RUNS,
          new byte[0],
          progress.next(),
          (key, value) -> {
            entries.changed(key, null, Optional.of(RunDocumentCodec.decode(value)));
            last[0] = key;
            return ++count[0] < RUNS_IN_A_PIECE;
          });
      entries.appendTo(batch, families, run -> true);
      boolean end = count[0] < RUNS_IN_A_PIECE;
      if (end) {
        progress.finish(batch);
      } else {
        progress.advance(batch, last[0]);
      }
      families.write(batch);
      if (end) {
        progress.finished();
      }
      tell(count[0]);
    } catch (RocksDBException e) {
      throw new IllegalStateException("can't write the indexes", e);
    } finally {
      progress.lock.unlock();
    }
  }

  private void tell(int more) {
    if ((runs + more) / RUNS_BETWEEN_WORDS > runs / RUNS_BETWEEN_WORDS) {
      log.info("indexes are being made: {} runs so far", runs + more);
    }
    runs += more;
  }
}
