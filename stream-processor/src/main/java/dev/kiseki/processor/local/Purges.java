package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.store.key.PendingKey;
import dev.kiseki.store.key.RunKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The runs of a partition that were removed for good and have left something in other stores. Used
 * by the stream thread; {@link #cleaned} and {@link #waiting} by any.
 */
final class Purges {
  private final Families families;
  private final Outbox outbox;
  private final Rejections rejections;
  private final Queue<Cleaned> cleaned = new ConcurrentLinkedQueue<>();
  private final List<Runnable> removed = new ArrayList<>();

  /** Entries, those that no commit has yet included. */
  private final AtomicInteger waiting = new AtomicInteger();

  private record Cleaned(RunId run, PurgedRun purged, Runnable whenRemoved) {}

  Purges(Families families, Outbox outbox, Rejections rejections) {
    this.families = families;
    this.outbox = outbox;
    this.rejections = rejections;
  }

  /** Counts what was left by an earlier process. */
  void begin() {
    int[] entries = {0};
    families.scan(StoreFamily.PURGED, new byte[0], (run, entry) -> ++entries[0] > 0);
    waiting.set(entries[0]);
  }

  int waiting() {
    return waiting.get();
  }

  /** One more is gone; its entry comes with the next commit. */
  void added() {
    waiting.incrementAndGet();
  }

  /** Nothing of the run is left elsewhere. */
  void cleaned(RunId run, PurgedRun purged, Runnable whenRemoved) {
    cleaned.add(new Cleaned(run, purged, whenRemoved));
  }

  boolean hasCleaned() {
    return !cleaned.isEmpty();
  }

  /** Removes the entries of runs that left nothing, and their refusals. */
  void removeCleaned(CommitBatch batch, long settledThrough) {
    for (Cleaned done = cleaned.poll(); done != null; done = cleaned.poll()) {
      byte[] key = RunKey.of(done.run());
      byte[] stored = batch.get(families, StoreFamily.PURGED, key);
      if (stored != null && PurgedRun.parse(stored).equals(done.purged())) {
        rejections.removeOf(batch, done.run(), done.purged().offset(), settledThrough);
        batch.remove(StoreFamily.PURGED, key);
        waiting.decrementAndGet();
      }
      removed.add(done.whenRemoved());
    }
  }

  /** What was removed is gone from RocksDB too. */
  void committed() {
    removed.forEach(Runnable::run);
    removed.clear();
  }

  /**
   * Takes the points and the place in the outbox from the runs that are gone. The entry that says
   * so must stand on the changelog before the document is taken off it: whoever finds neither takes
   * the run's earlier records for those of an unknown run.
   */
  void log(CommitBatch batch, Map<RunId, Uncommitted.Purge> purges) {
    purges.forEach(
        (run, purge) -> {
          pendingKeys(batch, run, purge)
              .forEach(key -> outbox.removePoints(batch, PendingKey.parse(key)));
          outbox.purged(batch, run);
          batch.put(StoreFamily.PURGED, RunKey.of(run), purge.run().bytes());
        });
  }

  private List<byte[]> pendingKeys(CommitBatch batch, RunId run, Uncommitted.Purge purge) {
    List<byte[]> keys = new ArrayList<>();
    families.scan(StoreFamily.PENDING, PendingKey.prefix(run), (key, value) -> keys.add(key));
    for (long offset : purge.loggedPoints()) {
      byte[] key = new PendingKey(run, offset).bytes();
      if (batch.get(families, StoreFamily.PENDING, key) != null) {
        keys.add(key);
      }
    }
    return keys;
  }

  /** The entry as it will be after the commit. */
  Optional<PurgedRun> of(CommitBatch batch, RunId run) {
    return Optional.ofNullable(batch.get(families, StoreFamily.PURGED, RunKey.of(run)))
        .map(PurgedRun::parse);
  }

  void clear() {
    cleaned.clear();
    removed.clear();
  }
}
