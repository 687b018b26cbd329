package dev.kiseki.processor.held;

import dev.kiseki.processor.local.RunStateReader;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One partition while it is folded here. The stream thread moves it, everybody reads it. It may be
 * read by clients only once it has passed the end that the log had when it came here: every write
 * acknowledged before, by whomever, is in it then. Writes acknowledged later without having been
 * seen here are announced, and readers wait for them too.
 */
public final class HeldPartition {
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final int number;
  private final RunStateReader reader;
  private final long appliedAtFirst;
  private final HeldPartitions registry;
  private final AtomicBoolean caughtUp = new AtomicBoolean();
  private final NavigableMap<Long, CompletableFuture<Void>> awaited = new ConcurrentSkipListMap<>();
  private volatile long expected = -1;
  private volatile long applied;
  private volatile long catalogOffset;
  private volatile long lastRefusal;
  private volatile long end = UNKNOWN;
  private volatile long endSeen;
  private volatile boolean released;
  private volatile String broken;

  HeldPartition(
      int number,
      RunStateReader reader,
      long applied,
      long catalogOffset,
      HeldPartitions registry) {
    this.number = number;
    this.reader = reader;
    this.appliedAtFirst = applied;
    this.applied = applied;
    this.catalogOffset = catalogOffset;
    this.lastRefusal = applied;
    this.registry = registry;
  }

  public int number() {
    return number;
  }

  public RunStateReader reader() {
    return reader;
  }

  /** Everything up to and including this offset is judged; -1 = nothing. */
  public long applied() {
    return applied;
  }

  /** Highest catalog offset among the experiment stages it knows; -1 = none. */
  public long catalogOffset() {
    return catalogOffset;
  }

  /** No refusal stands after this offset. */
  public long lastRefusal() {
    return lastRefusal;
  }

  /** What the log's end would have to be, for a person who waits; empty once it is passed. */
  public Optional<String> waitingFor() {
    if (broken != null) {
      return Optional.of(broken);
    }
    if (caughtUp.get()) {
      return Optional.empty();
    }
    return Optional.of(
        end == UNKNOWN
            ? "partition " + number + ": the end of the log"
            : "partition " + number + ": applied " + applied + " of " + (end - 1));
  }

  /** A write at this offset was acknowledged before it was judged here. Never blocks. */
  public synchronized void expect(long offset) {
    expected = Math.max(expected, offset);
  }

  /**
   * Completes when every write announced so far is judged, at once when there is none, and when the
   * partition leaves. Completed on a thread of its own; whoever wants a limit sets it.
   */
  public CompletionStage<Void> passed() {
    long target = expected;
    if (applied >= target || released) {
      return CompletableFuture.completedStage(null);
    }
    CompletableFuture<Void> reached =
        awaited.computeIfAbsent(target, offset -> new CompletableFuture<>());
    tellWhoAwaits(released ? Long.MAX_VALUE : applied);
    return reached.minimalCompletionStage();
  }

  private void tellWhoAwaits(long offset) {
    // Whoever takes an entry out completes it: a reader may add one at any moment.
    for (Long target : awaited.headMap(offset, true).keySet()) {
      CompletableFuture<Void> readers = awaited.remove(target);
      if (readers != null) {
        // Not here: what readers do next must not hold up the stream thread.
        var unused = readers.completeAsync(() -> null);
      }
    }
  }

  /** Records that stood on the log when it was last looked at and are not judged yet. */
  public long lag() {
    return Math.max(0, endSeen - 1 - applied);
  }

  void endSeen(long logEnd) {
    endSeen = logEnd;
  }

  public boolean readable() {
    return caughtUp.get() && !released;
  }

  public boolean released() {
    return released;
  }

  /** Why nothing may be folded here; null when all is well. */
  public String broken() {
    return broken;
  }

  /**
   * The record at the offset is judged and readers can see what it did.
   *
   * @param catalogOffsetNow as {@link #catalogOffset}
   * @param refused whether a refusal was stored for it
   */
  public void applied(long offset, long catalogOffsetNow, boolean refused) {
    if (refused) {
      lastRefusal = offset;
    }
    catalogOffset = catalogOffsetNow;
    applied = offset;
    registry.moved();
    if (!awaited.isEmpty()) {
      tellWhoAwaits(offset);
    }
    if (!caughtUp.get()) {
      checkCaughtUp();
    }
  }

  void end(long logEnd) {
    if (logEnd <= appliedAtFirst) {
      broken =
          "partition %d: the log ends at %d but the state holds records up to %d: the log has lost records; restore it, or remove state and changelog to fold it anew"
              .formatted(number, logEnd, appliedAtFirst);
      return;
    }
    end = logEnd;
    endSeen = logEnd;
    checkCaughtUp();
  }

  private void checkCaughtUp() {
    long target = end;
    if (target != UNKNOWN && applied >= target - 1 && caughtUp.compareAndSet(false, true)) {
      registry.caughtUp(this);
    }
  }

  void release() {
    released = true;
    tellWhoAwaits(Long.MAX_VALUE);
  }
}
