package dev.kiseki.standalone.verify;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The ETag of an object in parts: the MD5 of the parts' MD5s, a dash, and how many they are. */
final class PartsMd5 {
  private static final Pattern TAG = Pattern.compile("[0-9a-f]{32}-[1-9][0-9]{0,4}");

  private final MessageDigest part = md5();
  private final MessageDigest all = md5();
  private int parts;

  static boolean isTag(String etag) {
    return TAG.matcher(etag).matches();
  }

  /** How many parts an ETag of this kind tells. */
  static int parts(String tag) {
    return Integer.parseInt(tag.substring(tag.indexOf('-') + 1));
  }

  void add(byte[] bytes, int length) {
    part.update(bytes, 0, length);
  }

  void endPart() {
    all.update(part.digest());
    parts++;
  }

  String tag() {
    return HexFormat.of().formatHex(all.digest()) + "-" + parts;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has MD5", e);
    }
  }
}
