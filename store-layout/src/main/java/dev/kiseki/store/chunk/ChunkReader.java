package dev.kiseki.store.chunk;

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

  int position() {
    return position;
  }

  int remaining() {
    return end - position;
  }
}
