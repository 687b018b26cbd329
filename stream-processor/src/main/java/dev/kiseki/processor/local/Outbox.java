package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.key.CurveKey;
import dev.kiseki.store.key.OutboxEntry;
import dev.kiseki.store.key.PendingKey;
import dev.kiseki.store.key.RunKey;
import dev.kiseki.store.key.StoreFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Which runs have points that are not in the history store yet, and when those shall be written. An
 * entry is written when a run gets its first such points and when its turn comes nearer, not at
 * each change. Used by the stream thread; {@link #promoted} by any.
 */
final class Outbox {
  /** Runs whose points are counted; others just wait for their time. */
  private static final int MOST_COUNTED = 100_000;

  /** With more metrics than this, {@link StoreLimits#historyPoints} are too few for its rows. */
  private static final int ROWS = 20;

  /** So many times as many are enough for any run. */
  private static final int MOST_MORE = 10;

  /** In one walk, about: it holds up whoever walks. */
  private static final int MOST_LOOKED_AT = 1_000;

  private final Families families;
  private final WaitingBytes bytes;
  private final StoreLimits limits;
  private final LongSupplier clock;
  private final Pieces pieces;
  private final Function<RunId, RunDocument> current;
  private final Queue<Done> promoted = new ConcurrentLinkedQueue<>();
  private final Map<RunId, Integer> counts = new HashMap<>();
  private final List<Runnable> removed = new ArrayList<>();
  private final DueTimes due = new DueTimes();

  /** Entries of the running commit: nobody finds them before it stands in RocksDB. */
  private final List<Entry> written = new ArrayList<>();

  private record Entry(byte[] key, long dueMillis) {}

  /** What may go, and what it takes. */
  private record Done(Promoted run, Map<Long, Long> sizes) {}

  /** Entries, those of the running commit included. */
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * @param pieces told what was written
   * @param current the run as it is now, null when it is unknown
   */
  Outbox(
      Families families,
      WaitingBytes bytes,
      StoreLimits limits,
      LongSupplier clock,
      Pieces pieces,
      Function<RunId, RunDocument> current) {
    this.families = families;
    this.bytes = bytes;
    this.limits = limits;
    this.clock = clock;
    this.pieces = pieces;
    this.current = current;
  }

  /**
   * Counts what was left by an earlier process.
   *
   * @param trusted whether nothing was restored since
   */
  void begin(boolean trusted) {
    bytes.begin(trusted);
    int[] entries = {0};
    due.clear();
    families.scan(
        StoreFamily.OUTBOX,
        new byte[0],
        (run, entry) -> {
          due.add(run, OutboxEntry.parse(entry).dueMillis());
          return ++entries[0] > 0;
        });
    waiting.set(entries[0]);
  }

  /** Runs that have points for the history store; any thread may ask. */
  int waiting() {
    return waiting.get();
  }

  /** Bytes of their points; any thread may ask. */
  long waitingBytes() {
    return bytes.bytes();
  }

  /** See {@link RunStateReader#due}. */
  int due(int from, long until, DueVisitor visitor) {
    int looked = 0;
    for (int cell = due.next(from, until); cell >= 0; cell = due.next(cell + 1, until)) {
      if (looked >= MOST_LOOKED_AT || !visitor.wantsMore()) {
        return cell;
      }
      looked += look(cell, visitor);
      if (!visitor.wantsMore()) {
        return cell;
      }
    }
    return 0;
  }

  private int look(int cell, DueVisitor visitor) {
    int[] looked = {0};
    long[] earliest = {DueTimes.NEVER};
    boolean whole = false;
    // Before it is read: what a commit adds meanwhile may not be seen here.
    due.take(cell);
    try {
      families.scanRange(
          StoreFamily.OUTBOX,
          DueTimes.start(cell),
          DueTimes.end(cell),
          (key, value) -> {
            looked[0]++;
            long next = visitor.visit(RunKey.run(key), OutboxEntry.parse(value));
            earliest[0] = Math.min(earliest[0], next);
            return visitor.wantsMore();
          });
      whole = visitor.wantsMore();
    } finally {
      due.add(cell, whole ? earliest[0] : 0);
    }
    return looked[0];
  }

  void promoted(Promoted run) {
    promoted.add(new Done(run, bytes.sizes(run.run(), run.points())));
  }

  boolean hasPromoted() {
    return !promoted.isEmpty();
  }

  /** Removes what the history store acknowledged; a run that changed meanwhile waits anew. */
  void removePromoted(CommitBatch batch) {
    for (Done next = promoted.poll(); next != null; next = promoted.poll()) {
      Promoted done = next.run();
      boolean purged = current.apply(done.run()) == null;
      if (!purged) {
        // First: of points that are in neither nothing would be left when the changelog ends here.
        done.curves().log(batch);
      }
      for (long offset : done.points()) {
        PendingKey name = new PendingKey(done.run(), offset);
        if (purged) {
          bytes.remove(batch, name);
        } else {
          bytes.remove(batch, name, next.sizes().getOrDefault(offset, 0L));
        }
      }
      counts.remove(done.run());
      removed.add(done.whenRemoved());
      if (done.piece().isPresent()) {
        pieces.written(batch, done.run(), done.piece().get());
      }
      if (!done.all()) {
        continue;
      }
      RunDocument run = current.apply(done.run());
      if (run == null || run.appliedOffset() <= done.appliedOffset()) {
        remove(batch, done.run());
      } else {
        long now = clock.getAsLong();
        put(batch, done.run(), new OutboxEntry(now, now + delay(run).toMillis()));
      }
    }
  }

  private void remove(CommitBatch batch, RunId run) {
    if (batch.get(families, StoreFamily.OUTBOX, RunKey.of(run)) != null) {
      batch.remove(StoreFamily.OUTBOX, RunKey.of(run));
      waiting.decrementAndGet();
    }
  }

  /** The run is gone, and so are its points. */
  void purged(CommitBatch batch, RunId run) {
    counts.remove(run);
    pieces.purged(batch, run);
    batch.removeAll(families, StoreFamily.CURVES, CurveKey.prefix(run));
    remove(batch, run);
  }

  /** Points of a run that is gone. */
  void removePoints(CommitBatch batch, PendingKey name) {
    bytes.remove(batch, name);
  }

  /** Points of one run that wait from now on. */
  void put(CommitBatch batch, PendingKey name, byte[] points) {
    bytes.put(batch, name, points);
  }

  void counted(RunId run, int points) {
    if (counts.size() < MOST_COUNTED || counts.containsKey(run)) {
      counts.merge(run, points, Integer::sum);
    }
  }

  /**
   * @param points whether new ones were logged for it in this commit
   */
  void changed(CommitBatch batch, RunDocument run, boolean points) {
    if (!points && !run.status().terminal()) {
      return;
    }
    if (run.status().terminal()) {
      pieces.ended(batch, run.id());
    }
    byte[] stored = batch.get(families, StoreFamily.OUTBOX, RunKey.of(run.id()));
    long now = clock.getAsLong();
    long due = counts.getOrDefault(run.id(), 0) >= enough(run) ? now : now + delay(run).toMillis();
    if (stored == null) {
      if (points) {
        put(batch, run.id(), new OutboxEntry(now, due));
        waiting.incrementAndGet();
      }
      return;
    }
    OutboxEntry entry = OutboxEntry.parse(stored);
    if (due < entry.dueMillis()) {
      put(batch, run.id(), new OutboxEntry(entry.sinceMillis(), due));
    }
  }

  /**
   * Points of a run that are worth writing: each of its metrics is a row, and few points make a
   * poor one.
   */
  private long enough(RunDocument run) {
    long few = limits.historyPoints();
    return Math.max(few, Math.min(MOST_MORE * few, few / ROWS * run.metrics().size()));
  }

  private Duration delay(RunDocument run) {
    return run.status().terminal() ? limits.historyDelayEnded() : limits.historyDelay();
  }

  private void put(CommitBatch batch, RunId run, OutboxEntry entry) {
    byte[] key = RunKey.of(run);
    batch.put(StoreFamily.OUTBOX, key, entry.bytes());
    written.add(new Entry(key, entry.dueMillis()));
  }

  /** What was removed is gone from RocksDB too, and what was put can be read. */
  void committed() {
    written.forEach(entry -> due.add(entry.key(), entry.dueMillis()));
    written.clear();
    removed.forEach(Runnable::run);
    removed.clear();
  }

  void clear() {
    removed.clear();
    written.clear();
    promoted.clear();
    counts.clear();
  }
}
