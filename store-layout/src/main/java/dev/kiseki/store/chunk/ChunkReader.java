package dev.kiseki.store.chunk;

import java.util.Arrays;

/** Reads what {@link ChunkWriter} wrote; never past its end. */
final class ChunkReader {
  private final byte[] bytes;
  private final int end;
  private int position;

  ChunkReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  int readByte() {
    if (position >= end) {
      throw new ChunkFormatException("metric chunk ends inside a column");
    }
    return bytes[position++] & 0xFF;
  }

  long readVarint() {
    // Most are one byte.
    if (position < end && bytes[position] >= 0) {
      return bytes[position++];
    }
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = readByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new ChunkFormatException("metric chunk has a number of more than ten bytes");
  }

  long readZigzag() {
    long raw = readVarint();
    return (raw >>> 1) ^ -(raw & 1);
  }

  /** So many bytes as a number, lowest first; the missing ones 0. */
  long readFixed(int width) {
    long value = 0;
    for (int i = 0; i < width; i++) {
      value |= (long) readByte() << (8 * i);
    }
    return value;
  }

  byte[] readBytes(int length) {
    if (length > remaining()) {
      throw new ChunkFormatException("metric chunk ends inside a column");
    }
    byte[] read = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return read;
  }

  /** The bytes that are left, which must be so many. */
  void readRest(byte[] target, int start, int length) {
    if (length != remaining()) {
      throw new ChunkFormatException("metric chunk has columns of different lengths");
    }
    System.arraycopy(bytes, position, target, start, length);
    position = end;
  }

  void requireEnd() {
    if (remaining() > 0) {
      throw new ChunkFormatException("metric chunk has more bytes than it needs");
    }
  }

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }
}
