package dev.kiseki.query.history;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Bounds how many points all reads together hold in memory. Who reads says before how many it will
 * hold, and waits in turn until there is room. Never blocks a thread.
 */
public final class PointMemory implements PointShares {
  private final long capacity;
  private final Duration longestWait;
  private final Queue<Waiting> waiting = new ArrayDeque<>();
  private long used;

  private record Waiting(long points, CompletableFuture<Share> share) {}

  /** Points that a reader may hold until it gives them back. */
  public interface Share extends AutoCloseable {
    /** May be called more than once. */
    @Override
    void close();
  }

  /**
   * @param capacity points, at least 1
   * @param longestWait for room, then the reader is told to come again
   */
  public PointMemory(long capacity, Duration longestWait) {
    this.capacity = capacity;
    this.longestWait = longestWait;
  }

  /**
   * Completes when there is room. Fails with TEMPORARILY_UNAVAILABLE when there is none for too
   * long, and with INVALID_STATE when there never will be.
   */
  @Override
  public CompletionStage<Share> share(long points) {
    if (points > capacity) {
      return CompletableFuture.failedStage(
          new TrackingException(
              ErrorCode.INVALID_STATE,
              points
                  + " points would have to be in memory at once to be put in order, and the limit"
                  + " is "
                  + capacity
                  + " (kiseki.query.points-in-memory)"));
    }
    CompletableFuture<Share> share = new CompletableFuture<>();
    synchronized (this) {
      Optional<Share> now = shareNow(points);
      if (now.isPresent()) {
        return CompletableFuture.completedStage(now.get());
      }
      waiting.add(new Waiting(points, share));
    }
    return share
        .orTimeout(longestWait.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            timeout -> {
              // Whoever waited behind it may fit.
              serve();
              return CompletableFuture.failedStage(
                  TrackingException.unavailable(
                      "Too many points are being read at the moment. Repeat the request."));
            });
  }

  /** A share when there is room at once and nobody waits for it. */
  public synchronized Optional<Share> shareNow(long points) {
    if (!waiting.isEmpty() || used + points > capacity) {
      return Optional.empty();
    }
    used += points;
    return Optional.of(taken(points));
  }

  @Override
  public long capacity() {
    return capacity;
  }

  /** Points that are promised to readers. */
  public synchronized long used() {
    return used;
  }

  private Share taken(long points) {
    AtomicBoolean open = new AtomicBoolean(true);
    return () -> {
      if (open.compareAndSet(true, false)) {
        synchronized (this) {
          used -= points;
        }
        serve();
      }
    };
  }

  private void serve() {
    while (true) {
      Waiting next;
      synchronized (this) {
        Iterator<Waiting> gone = waiting.iterator();
        while (gone.hasNext() && gone.next().share().isDone()) {
          gone.remove();
        }
        next = waiting.peek();
        if (next == null || used + next.points() > capacity) {
          return;
        }
        waiting.remove();
        used += next.points();
      }
      Share share = taken(next.points());
      if (!next.share().complete(share)) {
        share.close();
      }
    }
  }
}
