package dev.kiseki.query.filter;

/**
 * Where a quoted part ends. There are no escapes, but as in sqlparse a doubled quote, and outside
 * back-ticks a quote after a backslash, ends the part only if nothing later does.
 */
final class QuotedText {
  private QuotedText() {}

  /** The index after the closing quote; -1 when none opens here, or it stays open. */
  static int end(String text, int at) {
    char quote = text.charAt(at);
    if (quote != '\'' && quote != '"' && quote != '`') {
      return -1;
    }
    int fallback = -1;
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quote != '`' && i + 1 < text.length() && text.charAt(i + 1) == quote) {
        fallback = i + 2;
        i++;
      } else if (c == quote) {
        if (i + 1 == text.length() || text.charAt(i + 1) != quote) {
          return i + 1;
        }
        fallback = i + 1;
        i++;
      }
    }
    return fallback;
  }
}
