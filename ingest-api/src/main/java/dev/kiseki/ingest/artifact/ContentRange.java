package dev.kiseki.ingest.artifact;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code Content-Range: bytes 2-4/10}, as S3 answers a range. */
final class ContentRange {
  private static final Pattern FORM = Pattern.compile("bytes (\\d+)-\\d+/(?:\\d+|\\*)");

  private ContentRange() {}

  static long firstByte(String header) {
    Matcher form = FORM.matcher(header);
    if (!form.matches()) {
      throw new IllegalArgumentException("S3 sent Content-Range: " + header);
    }
    return Long.parseLong(form.group(1));
  }
}
