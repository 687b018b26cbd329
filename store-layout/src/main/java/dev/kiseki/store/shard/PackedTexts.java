package dev.kiseki.store.shard;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts of a {@link PackedRun}, UTF-8, one after the other. Stands before the first one. */
public final class PackedTexts {
  private final byte[] bytes;
  private final int from;
  private final CodedInputStream in;
  private int left;
  private int at;
  private int length;

  PackedTexts(byte[] bytes, int from, int count) {
    this.bytes = bytes;
    this.from = from;
    this.in = CodedInputStream.newInstance(bytes, from, bytes.length - from);
    this.left = count;
  }

  /** Goes to the next text; false at the end. */
  public boolean next() {
    if (left == 0) {
      return false;
    }
    try {
      in.readTag();
      length = in.readRawVarint32();
      at = from + in.getTotalBytesRead();
      in.skipRawBytes(length);
    } catch (IOException e) {
      throw new UncheckedIOException("a text that was passed before", e);
    }
    left--;
    return true;
  }

  /** Where the text begins in {@link PackedRun#bytes}. */
  public int at() {
    return at;
  }

  /** Bytes, not characters. */
  public int length() {
    return length;
  }

  public String text() {
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }

  /** Whether the text is this one, given in UTF-8. */
  public boolean is(byte[] text) {
    return Arrays.equals(bytes, at, at + length, text, 0, text.length);
  }
}
