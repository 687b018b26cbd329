package dev.kiseki.event.rule;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A URI or path cut up the way Python's {@code urlparse} does it: it never fails, and what has no
 * scheme is all path. Scheme in lower case.
 */
record UriParts(String scheme, String authority, String path, String query, String fragment) {
  private static final int MOST_DECODINGS = 10;

  static UriParts of(String text) {
    String rest = text.replaceAll("[\t\r\n]", "");
    int start = 0;
    while (start < rest.length() && rest.charAt(start) <= ' ') {
      start++;
    }
    rest = rest.substring(start);
    String scheme = "";
    int colon = rest.indexOf(':');
    if (colon > 0 && rest.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
      scheme = rest.substring(0, colon).toLowerCase(Locale.ROOT);
      rest = rest.substring(colon + 1);
    }
    String authority = "";
    if (rest.startsWith("//")) {
      int end = 2;
      while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
        end++;
      }
      authority = rest.substring(2, end);
      rest = rest.substring(end);
    }
    int hash = rest.indexOf('#');
    String fragment = hash < 0 ? "" : rest.substring(hash + 1);
    rest = hash < 0 ? rest : rest.substring(0, hash);
    int question = rest.indexOf('?');
    String query = question < 0 ? "" : rest.substring(question + 1);
    String path = question < 0 ? rest : rest.substring(0, question);
    return new UriParts(scheme, authority, path, query, fragment);
  }

  /** Percent-decoded until nothing changes, so that no encoding of dots gets through. */
  static String decoded(String text) {
    String before = text;
    for (int i = 0; i < MOST_DECODINGS; i++) {
      String after = unquoted(before);
      if (after.equals(before)) {
        return before;
      }
      before = after;
    }
    return ".."; // encoded more than ten times over: nobody means well with that
  }

  /** {@code urllib.parse.unquote}: broken escapes stay as they are. */
  static String unquoted(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] in = text.getBytes(StandardCharsets.UTF_8);
    byte[] out = new byte[in.length];
    int size = 0;
    for (int i = 0; i < in.length; i++) {
      int high = in[i] == '%' && i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(in[i + 2], 16) : -1;
      if (low >= 0) {
        out[size++] = (byte) (high * 16 + low);
        i += 2;
      } else {
        out[size++] = in[i];
      }
    }
    return new String(out, 0, size, StandardCharsets.UTF_8);
  }

  boolean localHost() {
    String host = authority.replaceAll(".*@", "").replaceAll(":\\d*$", "");
    return host.equalsIgnoreCase("localhost") || host.equals("127.0.0.1") || host.equals("::1");
  }
}
