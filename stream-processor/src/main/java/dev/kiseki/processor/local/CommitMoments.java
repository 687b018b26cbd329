package dev.kiseki.processor.local;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the beginnings and ends of a store's commits: odd while one writes. What a reader keeps
 * for others is good as long as its moment is even and still the same.
 */
final class CommitMoments {
  private final AtomicLong moment = new AtomicLong();

  /** A commit begins to write, or has written. */
  void passed() {
    moment.incrementAndGet();
  }

  long now() {
    return moment.get();
  }

  /** Whether no commit has begun since, nor was under way. */
  boolean still(long then) {
    return then % 2 == 0 && moment.get() == then;
  }
}
