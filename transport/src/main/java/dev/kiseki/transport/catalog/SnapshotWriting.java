package dev.kiseki.transport.catalog;

import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.transport.append.LogAppender;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When to write a snapshot of the catalog, and a thread that does. One is due when as many records
 * came as a quarter of what it would hold: so a record is written again a few times at most,
 * however large the catalog is, and starting costs a quarter more than reading the snapshot.
 */
final class SnapshotWriting implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SnapshotWriting.class);
  private static final int SNAPSHOT_EVERY = 1_000;

  private final CatalogSnapshots snapshots;
  private final LogAppender appender;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread own = new Thread(task, "catalog-snapshots");
            own.setDaemon(true);
            return own;
          });

  // Touched by the replica's thread only.
  private long last = -1;
  private double patience = patience();

  /** Touched by the writing thread, once there is one. */
  private List<String> useless = List.of();

  private volatile boolean writing;

  SnapshotWriting(CatalogSnapshots snapshots, LogAppender appender) {
    this.snapshots = snapshots;
    this.appender = appender;
  }

  /** A snapshot was read at the start. */
  void began(long offset, List<String> keys) {
    last = offset;
    useless = keys;
  }

  /** Writes one in the background if it is due. */
  void offer(CatalogState state, long offset) {
    long entries =
        state.experiments() + (long) state.registry().models() + state.registry().versions();
    double due = Math.max(SNAPSHOT_EVERY, entries / 4.0) * patience;
    if (writing || offset - last < due) {
      return;
    }
    writing = true;
    last = offset;
    patience = patience();
    try {
      thread.execute(() -> write(state, offset));
    } catch (RejectedExecutionException closed) {
      writing = false;
    }
  }

  private void write(CatalogState state, long offset) {
    try {
      useless = snapshots.write(appender, state, offset, useless);
    } catch (RuntimeException failure) {
      log.warn("a snapshot of the catalog was not written; the next one will be", failure);
    } finally {
      writing = false;
    }
  }

  /** Several services follow the same log; not all of them shall write at the same record. */
  private static double patience() {
    return ThreadLocalRandom.current().nextDouble(1, 2);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
