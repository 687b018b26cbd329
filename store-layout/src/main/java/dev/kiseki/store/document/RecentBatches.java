package dev.kiseki.store.document;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Hashes of the metric batches that a run took last, oldest first, so that one that is sent again
 * is not counted again. Immutable; adding one costs a copy.
 */
public final class RecentBatches {
  /** How many are remembered. */
  public static final int MOST = 16;

  public static final RecentBatches NONE = new RecentBatches(new long[0]);

  private final long[] hashes;

  private RecentBatches(long[] hashes) {
    this.hashes = hashes;
  }

  /** Takes the array over. */
  public static RecentBatches of(long... hashes) {
    if (hashes.length > MOST) {
      throw new IllegalArgumentException(hashes.length + " recent batches");
    }
    return hashes.length == 0 ? NONE : new RecentBatches(hashes);
  }

  public boolean contains(long hash) {
    for (long known : hashes) {
      if (known == hash) {
        return true;
      }
    }
    return false;
  }

  /** With one more; the oldest is forgotten when there are too many. */
  public RecentBatches with(long hash) {
    int from = hashes.length == MOST ? 1 : 0;
    long[] next = Arrays.copyOfRange(hashes, from, hashes.length + 1);
    next[next.length - 1] = hash;
    return new RecentBatches(next);
  }

  LongStream hashes() {
    return Arrays.stream(hashes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecentBatches that && Arrays.equals(hashes, that.hashes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hashes);
  }

  @Override
  public String toString() {
    return "RecentBatches" + Arrays.toString(hashes);
  }
}
