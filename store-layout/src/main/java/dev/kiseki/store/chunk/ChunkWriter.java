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

  void writeFixed32(int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      writeByte(value >>> shift);
    }
  }

  void writeBytes(byte[] source, int length) {
    reserve(length);
    System.arraycopy(source, 0, bytes, size, length);
    size += length;
  }

  /** Leaves room for that many bytes and gives back where it begins. */
  int skip(int length) {
    reserve(length);
    int start = size;
    size += length;
    return start;
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
