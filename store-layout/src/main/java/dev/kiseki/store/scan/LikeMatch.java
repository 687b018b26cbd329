package dev.kiseki.store.scan;

/**
 * Matches a LIKE pattern in at most length(text) · length(pattern) steps: on a mismatch only the
 * last {@code %} is widened.
 */
final class LikeMatch {
  private LikeMatch() {}

  static boolean matches(String pattern, String text, boolean ignoreCase) {
    int p = 0;
    int t = 0;
    int afterPercent = -1;
    int widenFrom = 0;
    while (t < text.length()) {
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

  private static boolean same(int a, int b, boolean ignoreCase) {
    return a == b || (ignoreCase && lower(a) == lower(b));
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }
}
