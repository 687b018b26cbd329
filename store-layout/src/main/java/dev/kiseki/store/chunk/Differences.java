package dev.kiseki.store.chunk;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Differences of neighbouring numbers, and of those differences, up to the fourth order. They wrap
 * around, so every number survives.
 */
final class Differences {
  static final int MOST = 4;

  /** Of so many differences the usual one is the median. */
  private static final int SAMPLED = 63;

  private static final int WINDOWS = 16;
  private static final int WINDOW = 64;

  private Differences() {}

  /**
   * Differences of an order, as zigzags; the numbers themselves for order 0. The first is taken to
   * 0.
   *
   * @param width bytes of a number, 4 or 8
   */
  static long[] of(long[] numbers, int order, int width) {
    if (order == 0) {
      return numbers;
    }
    long[] differences = numbers.clone();
    for (int k = 0; k < order; k++) {
      for (int i = differences.length - 1; i > 0; i--) {
        differences[i] -= differences[i - 1];
      }
    }
    for (int i = 0; i < differences.length; i++) {
      long difference = width == 4 ? (int) differences[i] : differences[i];
      differences[i] = (difference << 1) ^ (difference >> 63);
    }
    return differences;
  }

  /** Turns {@link #of} back, in place; of numbers of 4 bytes only those count. */
  static long[] undone(long[] differences, int order) {
    if (order == 0) {
      return differences;
    }
    for (int i = 0; i < differences.length; i++) {
      long raw = differences[i];
      differences[i] = (raw >>> 1) ^ -(raw & 1);
    }
    for (int k = 0; k < order; k++) {
      for (int i = 1; i < differences.length; i++) {
        differences[i] += differences[i - 1];
      }
    }
    return differences;
  }

  /** The order, 1 to 4, whose differences are smallest, from windows of the numbers; 0 for few. */
  static int smoothest(ValueColumn values) {
    long[] numbers = values.integers();
    if (numbers.length < 3) {
      return 0;
    }
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int order = 1; order <= MOST; order++) {
      long bits = 0;
      int window = Math.min(WINDOW, numbers.length);
      for (int w = 0; w < WINDOWS; w++) {
        int start = (int) ((long) (numbers.length - window) * w / (WINDOWS - 1));
        bits += bits(Arrays.copyOfRange(numbers, start, start + window), order, values.width());
      }
      if (bits < least) {
        least = bits;
        best = order;
      }
    }
    return best;
  }

  private static long bits(long[] window, int order, int width) {
    long[] differences = of(window, order, width);
    long bits = 0;
    // The first ones of a window are no differences; the same number is left out for each order.
    for (int i = Math.min(MOST, window.length - 1); i < window.length; i++) {
      bits += Long.SIZE - Long.numberOfLeadingZeros(differences[i]);
    }
    return bits;
  }

  /**
   * Numbers that mostly grow by the same.
   *
   * @param from what the first is taken to
   */
  static void writeSteady(IntToLongFunction numbers, int n, long from, ChunkWriter out) {
    long usual = usual(numbers, n);
    out.writeZigzag(usual);
    long before = from;
    for (int i = 0; i < n; i++) {
      long number = numbers.applyAsLong(i);
      out.writeZigzag(number - before - (i == 0 ? 0 : usual));
      before = number;
    }
  }

  static long[] readSteady(ChunkReader in, int n, long from) {
    long usual = in.readZigzag();
    long[] numbers = new long[n];
    long before = from;
    for (int i = 0; i < n; i++) {
      before += in.readZigzag() + (i == 0 ? 0 : usual);
      numbers[i] = before;
    }
    return numbers;
  }

  private static long usual(IntToLongFunction numbers, int n) {
    int count = Math.min(SAMPLED, n - 1);
    if (count == 0) {
      return 0;
    }
    long[] some = new long[count];
    for (int i = 0; i < count; i++) {
      int at = 1 + (int) ((long) (n - 2) * i / Math.max(1, count - 1));
      some[i] = numbers.applyAsLong(at) - numbers.applyAsLong(at - 1);
    }
    Arrays.sort(some);
    return some[count / 2];
  }
}
