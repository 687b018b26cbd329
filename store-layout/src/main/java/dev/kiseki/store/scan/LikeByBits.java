package dev.kiseki.store.scan;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * LIKE for patterns on which trying place after place costs too much. Each part between two {@code
 * %} is searched once, all its beginnings at the same time as bits (Shift-And), in length(text) ·
 * length(part) / 64 steps.
 */
final class LikeByBits {
  private final int[] text;
  private int from;

  private LikeByBits(int[] text) {
    this.text = text;
  }

  /**
   * @param pattern code points, with at least one {@code %}; letters of one case when case does not
   *     matter, as those of the text
   */
  static boolean matches(int[] pattern, int[] text) {
    if (Arrays.stream(pattern).filter(c -> c != '%').count() > text.length) {
      return false;
    }
    int first = indexOfPercent(pattern, 0);
    int last = pattern.length - 1;
    while (pattern[last] != '%') {
      last--;
    }
    int[] tail = Arrays.copyOfRange(pattern, last + 1, pattern.length);
    int end = text.length - tail.length;
    LikeByBits search = new LikeByBits(text);
    if (!search.stands(Arrays.copyOf(pattern, first), 0) || !search.stands(tail, end)) {
      return false;
    }
    search.from = first;
    for (int at = first; at < last; ) {
      int next = indexOfPercent(pattern, at + 1);
      if (!search.find(Arrays.copyOfRange(pattern, at + 1, next), end)) {
        return false;
      }
      at = next;
    }
    return search.from <= end;
  }

  private static int indexOfPercent(int[] pattern, int from) {
    int at = from;
    while (pattern[at] != '%') {
      at++;
    }
    return at;
  }

  private boolean stands(int[] part, int at) {
    for (int i = 0; i < part.length; i++) {
      if (part[i] != '_' && part[i] != text[at + i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Goes on behind the first place where the part stands; false when it does not before the end.
   */
  private boolean find(int[] part, int end) {
    if (part.length == 0) {
      return true;
    }
    int words = (part.length + Long.SIZE - 1) / Long.SIZE;
    long[] anywhere = new long[words];
    Map<Integer, long[]> places = new HashMap<>();
    for (int i = 0; i < part.length; i++) {
      long[] bits =
          part[i] == '_' ? anywhere : places.computeIfAbsent(part[i], c -> new long[words]);
      bits[i / Long.SIZE] |= 1L << i;
    }
    for (long[] bits : places.values()) {
      for (int w = 0; w < words; w++) {
        bits[w] |= anywhere[w];
      }
    }
    // Bit i: the first i + 1 characters of the part end here.
    long[] met = new long[words];
    for (; from < end; from++) {
      long[] bits = places.getOrDefault(text[from], anywhere);
      long carry = 1;
      for (int w = 0; w < words; w++) {
        long shifted = (met[w] << 1) | carry;
        carry = met[w] >>> (Long.SIZE - 1);
        met[w] = shifted & bits[w];
      }
      if ((met[words - 1] >>> ((part.length - 1) % Long.SIZE) & 1) != 0) {
        from++;
        return true;
      }
    }
    return false;
  }
}
