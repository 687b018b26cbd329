package dev.kiseki.store.scan;

/**
 * Matches a LIKE pattern: on a mismatch only the last {@code %} is widened. That takes few steps on
 * most texts and length(text) · length(pattern) on some, of which a filter can hold hundreds; what
 * takes many steps goes on with {@link LikeByBits}.
 */
final class LikeMatch {
  /** For each character of the text. */
  private static final int MOST_STEPS = 16;

  private LikeMatch() {}

  static boolean matches(String pattern, String text, boolean ignoreCase) {
    int p = 0;
    int t = 0;
    int afterPercent = -1;
    int widenFrom = 0;
    long steps = MOST_STEPS * (text.length() + 64L);
    while (t < text.length()) {
      if (--steps < 0) {
        return LikeByBits.matches(folded(pattern, ignoreCase), folded(text, ignoreCase));
      }
      int c = text.codePointAt(t);
      int wanted = p < pattern.length() ? pattern.codePointAt(p) : -1;
      if (wanted == '%') {
        p++;
        afterPercent = p;
        widenFrom = t;
      } else if (wanted == '_' || (wanted >= 0 && same(wanted, c, ignoreCase))) {
        p += Character.charCount(wanted);
        t += Character.charCount(c);
      } else if (afterPercent >= 0) {
        widenFrom += Character.charCount(text.codePointAt(widenFrom));
        t = widenFrom;
        p = afterPercent;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '%') {
      p++;
    }
    return p == pattern.length();
  }

  private static int[] folded(String text, boolean ignoreCase) {
    return text.codePoints().map(c -> ignoreCase ? lower(c) : c).toArray();
  }

  private static boolean same(int a, int b, boolean ignoreCase) {
    return a == b || (ignoreCase && lower(a) == lower(b));
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }
}
