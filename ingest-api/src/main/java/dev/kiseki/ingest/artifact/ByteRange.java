package dev.kiseki.ingest.artifact;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code Range} header with one range, in the form S3 gets it. S3 knows the size, so S3 says
 * whether it can be satisfied.
 */
record ByteRange(String header) {
  private static final Pattern ONE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

  /** Empty when there is none, or none we serve: then the whole is the right answer (RFC 9110). */
  static Optional<ByteRange> parse(String header) {
    Matcher one = ONE.matcher(header == null ? "" : header);
    if (!one.matches()) {
      return Optional.empty();
    }
    String first = one.group(1);
    String last = one.group(2);
    if (first.isEmpty() && last.isEmpty()) {
      return Optional.empty();
    }
    if (!first.isEmpty() && !last.isEmpty() && Long.parseLong(first) > Long.parseLong(last)) {
      return Optional.empty();
    }
    return Optional.of(new ByteRange("bytes=" + first + "-" + last));
  }

  /** From {@code first} to {@code last}, both included. */
  static ByteRange of(long first, long last) {
    return new ByteRange("bytes=" + first + "-" + last);
  }
}
