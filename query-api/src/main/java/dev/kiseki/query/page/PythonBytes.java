package dev.kiseki.query.page;

import java.nio.charset.StandardCharsets;

/** Bytes as Python prints them, since MLflow's message holds them so. */
final class PythonBytes {
  private static final int LONGEST = 200;

  private PythonBytes() {}

  /** {@code repr(bytes)}, cut after 200 bytes. */
  static String repr(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder("b").append(quote);
    for (int i = 0; i < Math.min(bytes.length, LONGEST); i++) {
      append(out, text.charAt(i), quote);
    }
    return out.append(bytes.length > LONGEST ? "…" : "").append(quote).toString();
  }

  private static void append(StringBuilder out, char c, char quote) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (c == quote) {
          out.append('\\').append(c);
        } else if (c >= ' ' && c < 0x7F) {
          out.append(c);
        } else {
          out.append(String.format("\\x%02x", (int) c));
        }
      }
    }
  }
}
