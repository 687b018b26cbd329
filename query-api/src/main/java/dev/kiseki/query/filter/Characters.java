package dev.kiseki.query.filter;

/** Classes of characters, as Python's regular expressions have them. */
final class Characters {
  private Characters() {}

  static boolean blank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  /** A letter, any sort of digit, or an underscore. */
  static boolean word(int c) {
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || c == '_'
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean comparison(int c) {
    return c == '<' || c == '>' || c == '=' || c == '~' || c == '!';
  }
}
