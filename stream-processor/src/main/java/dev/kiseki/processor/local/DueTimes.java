package dev.kiseki.processor.local;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When the first of the runs is due whose ids begin alike, so that nobody has to look through the
 * whole outbox for those that are. 4,096 cells by the first three hex digits, 32 KB; ids of another
 * form fall into the cell of the digits before them. A time may be too early, never too late. Any
 * thread may use it.
 */
final class DueTimes {
  /** Nothing waits in the cell. */
  static final long NEVER = Long.MAX_VALUE;

  /** Where each cell begins; the first holds all that comes before, too. */
  private static final byte[][] STARTS = starts();

  private final AtomicLongArray earliest = new AtomicLongArray(STARTS.length);

  DueTimes() {
    clear();
  }

  private static byte[][] starts() {
    byte[][] starts = new byte[16 * 16 * 16][];
    starts[0] = new byte[0];
    for (int cell = 1; cell < starts.length; cell++) {
      String digits = String.format("%03x", cell);
      // "a0" and "a0!" lie before "a00".
      starts[cell] = digits.replaceFirst("0{1,2}$", "").getBytes(StandardCharsets.US_ASCII);
    }
    return starts;
  }

  private static int cell(byte[] key) {
    int found = Arrays.binarySearch(STARTS, key, Arrays::compareUnsigned);
    return found >= 0 ? found : -found - 2;
  }

  /** The first key of a cell. */
  static byte[] start(int cell) {
    return STARTS[cell].clone();
  }

  /** The first key behind a cell; empty = none. */
  static byte[] end(int cell) {
    return cell + 1 == STARTS.length ? new byte[0] : start(cell + 1);
  }

  void clear() {
    for (int cell = 0; cell < STARTS.length; cell++) {
      earliest.set(cell, NEVER);
    }
  }

  /** A run waits, and can be read. */
  void add(byte[] key, long dueMillis) {
    add(cell(key), dueMillis);
  }

  void add(int cell, long dueMillis) {
    earliest.accumulateAndGet(cell, dueMillis, Math::min);
  }

  /** Empties a cell that is looked through now; what is left there is to be added again. */
  void take(int cell) {
    earliest.set(cell, NEVER);
  }

  /** The next cell, this one included, with a run that is due by then; -1 = none. */
  int next(int cell, long until) {
    for (int at = cell; at < STARTS.length; at++) {
      if (earliest.get(at) <= until) {
        return at;
      }
    }
    return -1;
  }
}
