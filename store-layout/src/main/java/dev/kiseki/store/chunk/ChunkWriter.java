package dev.kiseki.store.chunk;

import java.util.Arrays;

/** Bytes that grow. */
final class ChunkWriter {
  private byte[] bytes;
  private int size;

  ChunkWriter(int capacity) {
    bytes = new byte[capacity];
  }

  void writeByte(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** Seven bits a byte, lowest first; the high bit says that more follow. At most ten bytes. */
  void writeVarint(long unsigned) {
    reserve(10);
    long rest = unsigned;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A varint in which small negative numbers are short, too. */
  void writeZigzag(long signed) {
    writeVarint((signed << 1) ^ (signed >> 63));
  }

  /** The lowest bytes of a number, lowest first. */
  void writeFixed(long value, int width) {
    for (int i = 0; i < width; i++) {
      writeByte((int) (value >>> (8 * i)));
    }
  }

  void writeBytes(byte[] source, int length) {
    writeBytes(source, 0, length);
  }

  void writeBytes(byte[] source, int start, int length) {
    reserve(length);
    System.arraycopy(source, start, bytes, size, length);
    size += length;
  }

  /** The array as it stands; valid up to {@link #size} and until the next write. */
  byte[] array() {
    return bytes;
  }

  int size() {
    return size;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
    }
  }
}
