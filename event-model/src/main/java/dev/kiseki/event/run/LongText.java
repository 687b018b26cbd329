package dev.kiseki.event.run;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A text that may be megabytes long. From 1 KiB on it is deflated where it arrives, and inflated
 * only where it is answered: on the log, in the stores and between the services it is as short as
 * it gets, because a record of the log has a limit that the text alone would pass.
 */
public final class LongText {
  private static final int DEFLATED_FROM = 1 << 10;

  private final byte[] bytes;
  private final boolean deflated;
  private final int length;

  private LongText(byte[] bytes, boolean deflated, int length) {
    this.bytes = bytes;
    this.deflated = deflated;
    this.length = length;
  }

  public static LongText of(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length >= DEFLATED_FROM) {
      byte[] shorter = deflate(utf8);
      if (shorter.length < utf8.length) {
        return deflated(shorter, utf8.length);
      }
    }
    return plain(utf8);
  }

  /**
   * @param utf8 not copied
   */
  public static LongText plain(byte[] utf8) {
    return new LongText(utf8, false, utf8.length);
  }

  /**
   * @param bytes in zlib's format; not copied
   * @param length bytes of the UTF-8
   */
  public static LongText deflated(byte[] bytes, int length) {
    return new LongText(bytes, true, length);
  }

  private static byte[] deflate(byte[] utf8) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(utf8);
      deflater.finish();
      byte[] out = new byte[Math.max(64, utf8.length / 4)];
      int size = 0;
      while (!deflater.finished()) {
        if (size == out.length) {
          out = Arrays.copyOf(out, 2 * size);
        }
        size += deflater.deflate(out, size, out.length - size);
      }
      return Arrays.copyOf(out, size);
    } finally {
      deflater.end();
    }
  }

  /** The text in UTF-8. Inflates it each time; not to be changed. */
  public byte[] utf8() {
    if (!deflated) {
      return bytes;
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(bytes);
      byte[] out = new byte[length];
      int size = 0;
      while (size < length) {
        int more = inflater.inflate(out, size, length - size);
        if (more == 0) {
          throw damaged(null);
        }
        size += more;
      }
      return out;
    } catch (DataFormatException e) {
      throw damaged(e);
    } finally {
      inflater.end();
    }
  }

  private static IllegalStateException damaged(Exception cause) {
    return new IllegalStateException("a deflated text is damaged", cause);
  }

  public String text() {
    return new String(utf8(), StandardCharsets.UTF_8);
  }

  /** Bytes of the UTF-8. */
  public int length() {
    return length;
  }

  public boolean deflated() {
    return deflated;
  }

  /** As it is kept. Not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LongText that
        && deflated == that.deflated
        && length == that.length
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return length + " bytes" + (deflated ? ", deflated to " + bytes.length : "");
  }
}
