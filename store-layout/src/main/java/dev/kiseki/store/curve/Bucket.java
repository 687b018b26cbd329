package dev.kiseki.store.curve;

import dev.kiseki.store.chunk.Points;
import java.util.Arrays;

/**
 * What stands out among consecutive points: the first, the smallest, the largest, the first NaN and
 * the last. Of equal values the first one stands. Two neighbours give the bucket that one over all
 * of their points would be.
 */
final class Bucket {
  static final int FIRST = 0;
  static final int SMALLEST = 1;
  static final int LARGEST = 2;
  static final int NAN = 3;
  static final int LAST = 4;
  static final int SLOTS = 5;

  /** Where in the bucket the point of a slot stands, as far as its order goes; -1 = none. */
  private final long[] places = {-1, -1, -1, -1, -1};

  private final long[] steps = new long[SLOTS];
  private final long[] timestamps = new long[SLOTS];
  private final double[] values = new double[SLOTS];

  /** One more point, behind all that were added. */
  void add(long step, long timestamp, double value) {
    long place = places[LAST] + 1;
    if (place == 0) {
      set(FIRST, place, step, timestamp, value);
    }
    set(LAST, place, step, timestamp, value);
    if (Double.isNaN(value)) {
      if (places[NAN] < 0) {
        set(NAN, place, step, timestamp, value);
      }
      return;
    }
    if (places[SMALLEST] < 0 || value < values[SMALLEST]) {
      set(SMALLEST, place, step, timestamp, value);
    }
    if (places[LARGEST] < 0 || value > values[LARGEST]) {
      set(LARGEST, place, step, timestamp, value);
    }
  }

  /** The bucket over both, of which neither is empty. */
  static Bucket of(Bucket before, Bucket after) {
    Bucket both = new Bucket();
    long behind = before.places[LAST] + 1;
    both.take(FIRST, before, 0);
    both.take(LAST, after, behind);
    both.takeFirst(NAN, before, after, behind);
    both.takeFirst(SMALLEST, before, after, behind);
    both.takeFirst(LARGEST, before, after, behind);
    if (after.places[SMALLEST] >= 0 && after.values[SMALLEST] < both.values[SMALLEST]) {
      both.take(SMALLEST, after, behind);
    }
    if (after.places[LARGEST] >= 0 && after.values[LARGEST] > both.values[LARGEST]) {
      both.take(LARGEST, after, behind);
    }
    return both;
  }

  private void takeFirst(int slot, Bucket before, Bucket after, long behind) {
    if (before.places[slot] >= 0) {
      take(slot, before, 0);
    } else if (after.places[slot] >= 0) {
      take(slot, after, behind);
    }
  }

  private void take(int slot, Bucket from, long behind) {
    set(
        slot,
        from.places[slot] + behind,
        from.steps[slot],
        from.timestamps[slot],
        from.values[slot]);
  }

  private void set(int slot, long place, long step, long timestamp, double value) {
    places[slot] = place;
    steps[slot] = step;
    timestamps[slot] = timestamp;
    values[slot] = value;
  }

  long firstStep() {
    return steps[FIRST];
  }

  long lastStep() {
    return steps[LAST];
  }

  /** Which of {@link #points} a slot is; -1 = none. */
  int place(int slot) {
    if (places[slot] < 0) {
      return -1;
    }
    int[] slots = distinct();
    int i = 0;
    while (places[slots[i]] != places[slot]) {
      i++;
    }
    return i;
  }

  /** At most five, each once, in their order. */
  Points points() {
    int[] slots = distinct();
    long[] stepsOf = new long[slots.length];
    long[] timestampsOf = new long[slots.length];
    double[] valuesOf = new double[slots.length];
    for (int i = 0; i < slots.length; i++) {
      stepsOf[i] = steps[slots[i]];
      timestampsOf[i] = timestamps[slots[i]];
      valuesOf[i] = values[slots[i]];
    }
    return new Points(stepsOf, timestampsOf, valuesOf);
  }

  /** Slots with different points, by place; an insertion sort of five. */
  private int[] distinct() {
    int[] slots = new int[SLOTS];
    int size = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      long place = places[slot];
      int at = size;
      while (at > 0 && places[slots[at - 1]] > place) {
        at--;
      }
      if (place < 0 || (at > 0 && places[slots[at - 1]] == place)) {
        continue;
      }
      System.arraycopy(slots, at, slots, at + 1, size - at);
      slots[at] = slot;
      size++;
    }
    return Arrays.copyOf(slots, size);
  }

  /**
   * A bucket as it was stored.
   *
   * @param points at least one
   * @param slots for each slot, which of the points from {@code from} on; -1 = none
   */
  static Bucket stored(Points points, int from, int[] slots) {
    Bucket bucket = new Bucket();
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slots[slot] >= 0) {
        int i = from + slots[slot];
        bucket.set(slot, slots[slot], points.step(i), points.timestamp(i), points.value(i));
      }
    }
    return bucket;
  }
}
