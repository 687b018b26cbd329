package dev.kiseki.store.index;

import dev.kiseki.store.scan.SortValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Values in an index, so that unsigned bytes sort as a search does (MLflow 3.17.2: values, then
 * NaN; missing ones have no entry). Since layout 1.
 *
 * <pre>
 * metric   0x00 + 8 bytes     the double's bits, sign flipped, all bits flipped when negative;
 *                             infinities as the largest doubles, -0.0 as 0.0
 *          0x01               NaN
 * time     0x00 + 8 bytes     epoch milliseconds, sign bit flipped
 * text     UTF-8 bytes, at most 64 of them, 0x00 as 0x00 0xFF;
 *          then 0x00 0x01     the whole text
 *          or 0x00 0x02       there is more: texts with the same 64 bytes share a place
 * </pre>
 */
public final class IndexValue {
  /** Bytes of a text that stand in its key. */
  static final int TEXT_BYTES = 64;

  private static final byte VALUE = 0;
  private static final byte NOT_A_NUMBER = 1;
  private static final byte WHOLE_TEXT = 1;
  private static final byte CUT_TEXT = 2;
  private static final byte ESCAPED = (byte) 0xFF;

  private IndexValue() {}

  /** A metric's value as it is stored. */
  public static byte[] metric(double value) {
    return number(SortValue.finite(value));
  }

  /** A number that metrics are compared with; infinities lie beyond every stored value. */
  public static byte[] number(double value) {
    if (Double.isNaN(value)) {
      return nan();
    }
    long bits = Double.doubleToLongBits(value + 0.0);
    return whole(bits < 0 ? ~bits ^ Long.MIN_VALUE : bits);
  }

  public static byte[] whole(long value) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(VALUE).putLong(value ^ Long.MIN_VALUE).array();
  }

  /** Where NaN stands, and where numbers end. */
  public static byte[] nan() {
    return new byte[] {NOT_A_NUMBER};
  }

  public static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    boolean whole = bytes.length <= TEXT_BYTES;
    ByteArrayOutputStream value = escaped(whole ? bytes : Arrays.copyOf(bytes, TEXT_BYTES));
    value.write(0);
    value.write(whole ? WHOLE_TEXT : CUT_TEXT);
    return value.toByteArray();
  }

  /** What the values of all texts with this beginning begin with. */
  public static byte[] textPrefix(String beginning) {
    byte[] bytes = beginning.getBytes(StandardCharsets.UTF_8);
    return escaped(Arrays.copyOf(bytes, Math.min(bytes.length, TEXT_BYTES))).toByteArray();
  }

  /** The first bytes above all that begin with these; empty when there are none above. */
  public static byte[] after(byte[] bytes) {
    int last = bytes.length - 1;
    while (last >= 0 && bytes[last] == (byte) 0xFF) {
      last--;
    }
    byte[] next = Arrays.copyOf(bytes, last + 1);
    if (last >= 0) {
      next[last]++;
    }
    return next;
  }

  /** Where a value of an order stands; of texts that share their first 64 bytes, all of them. */
  public static byte[] of(SortValue value) {
    return value.match(Encode.INSTANCE);
  }

  private enum Encode implements SortValue.Cases<byte[]> {
    INSTANCE;

    @Override
    public byte[] missing() {
      throw new IllegalArgumentException("what is missing has no entry");
    }

    @Override
    public byte[] number(SortValue.Numeric number) {
      return metric(number.value());
    }

    @Override
    public byte[] whole(SortValue.Whole whole) {
      return IndexValue.whole(whole.value());
    }

    @Override
    public byte[] text(SortValue.Text text) {
      return IndexValue.text(text.value());
    }
  }

  static SortValue decode(IndexName.Kind kind, byte[] key, int from, int to) {
    if (kind.ofText()) {
      return new SortValue.Text(text(key, from, to));
    }
    if (key[from] == NOT_A_NUMBER) {
      return new SortValue.Numeric(Double.NaN);
    }
    long whole = ByteBuffer.wrap(key).getLong(from + 1) ^ Long.MIN_VALUE;
    return kind == IndexName.Kind.TIME
        ? new SortValue.Whole(whole)
        : new SortValue.Numeric(
            Double.longBitsToDouble(whole < 0 ? ~(whole ^ Long.MIN_VALUE) : whole));
  }

  static String text(byte[] key, int from, int to) {
    return new String(unescaped(key, from, to - 2), StandardCharsets.UTF_8);
  }

  private static byte[] unescaped(byte[] key, int from, int to) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(to - from);
    for (int at = from; at < to; at++) {
      text.write(key[at]);
      if (key[at] == 0) {
        at++;
      }
    }
    return text.toByteArray();
  }

  /** Where the value ends that begins here. */
  static int end(IndexName.Kind kind, byte[] key, int from) {
    if (kind == IndexName.Kind.EVERY) {
      return from;
    }
    if (!kind.ofText()) {
      return key[from] == VALUE ? from + 1 + Long.BYTES : from + 1;
    }
    int at = from;
    while (key[at] != 0 || key[at + 1] == ESCAPED) {
      at += key[at] == 0 ? 2 : 1;
    }
    return at + 2;
  }

  /** Whether a text's bytes are those of its beginning only. */
  public static boolean cut(byte[] textValue) {
    return textValue[textValue.length - 1] == CUT_TEXT;
  }

  /** Whether several different values may share these bytes. */
  static boolean cut(IndexName.Kind kind, byte[] key, int end) {
    return kind.ofText() && key[end - 1] == CUT_TEXT;
  }

  private static ByteArrayOutputStream escaped(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 2);
    for (byte b : bytes) {
      out.write(b);
      if (b == 0) {
        out.write(ESCAPED);
      }
    }
    return out;
  }
}
