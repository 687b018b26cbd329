package dev.kiseki.ingest.artifact;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.regex.Pattern;

/** {@code Content-Disposition} of a download (RFC 6266, RFC 8187). */
final class Disposition {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+\\-.^_`|~]+");
  private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7F]");
  private static final String UNESCAPED = "!#$&+-.^_`|~";

  private Disposition() {}

  /** Never holds a control character, because no artifact name does. */
  static String attachment(String name) {
    if (!NOT_ASCII.matcher(name).find()) {
      return "attachment; filename=" + quoted(name);
    }
    String decomposed = Normalizer.normalize(name, Normalizer.Form.NFKD);
    String ascii = NOT_ASCII.matcher(decomposed).replaceAll("");
    return "attachment; filename="
        + quoted(ascii.isEmpty() ? "download" : ascii)
        + "; filename*=UTF-8''"
        + encoded(name);
  }

  private static String quoted(String ascii) {
    return TOKEN.matcher(ascii).matches()
        ? ascii
        : '"' + ascii.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String encoded(String name) {
    StringBuilder out = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0);
      out.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return out.toString();
  }
}
