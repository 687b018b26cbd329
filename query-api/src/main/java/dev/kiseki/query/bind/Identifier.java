package dev.kiseki.query.bind;

/**
 * Entity and key as a name spells them, before they are looked up.
 *
 * @param entity without back-ticks; {@code attribute} when the name has no dot
 * @param key without one pair of quotes, then without one pair of back-ticks
 */
record Identifier(String entity, String key) {

  /** Splits at the first dot, as MLflow does, wherever it stands. */
  static Identifier of(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? new Identifier("attribute", keyOf(name))
        : new Identifier(unwrap(name.substring(0, dot), '`'), keyOf(name.substring(dot + 1)));
  }

  private static String keyOf(String text) {
    String single = unwrap(text, '\'');
    return unwrap(single.length() < text.length() ? single : unwrap(text, '"'), '`');
  }

  static String unwrap(String text, char quote) {
    boolean wrapped =
        text.length() >= 2 && text.charAt(0) == quote && text.charAt(text.length() - 1) == quote;
    return wrapped ? text.substring(1, text.length() - 1) : text;
  }
}
