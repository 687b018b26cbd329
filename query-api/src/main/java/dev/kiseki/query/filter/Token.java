package dev.kiseki.query.filter;

import java.util.Locale;

/**
 * A word or sign of a filter.
 *
 * @param text as written, quotes included
 * @param start index of its first UTF-16 unit
 * @param position number of its first character, from 1
 */
record Token(Kind kind, String text, int start, int position) {
  enum Kind {
    /** A word, or words and quoted parts joined by dots. */
    NAME,
    /** In double quotes, no dot: a key or a text, as the place wants it. */
    SYMBOL,
    TEXT,
    NUMBER,
    COMPARATOR,
    OPEN,
    CLOSE,
    COMMA,
    SEMICOLON,
    COMMENT,
    /** Any other sign, open quotes among them. */
    OTHER
  }

  int end() {
    return start + text.length();
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  /** Whether it is this keyword, in any case. */
  boolean is(String keyword) {
    return kind == Kind.NAME && text.equalsIgnoreCase(keyword);
  }

  String upper() {
    return text.toUpperCase(Locale.ROOT);
  }
}
