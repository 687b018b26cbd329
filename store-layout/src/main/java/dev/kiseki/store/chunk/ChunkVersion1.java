package dev.kiseki.store.chunk;

import com.github.luben.zstd.ZstdDecompressCtx;

/**
 * Version 1, which is read and no longer written. Its start and end are those that {@link
 * ChunkCodec} gives; between them:
 *
 * <pre>
 * byte 2         packing of the body: 0 = as it is, 1 = zstd
 * ..             number of points and bounds, as {@link ChunkHeader} has them
 * varint         length of the body before packing
 * ..             body, packed
 *
 * body:
 * n zigzags      step minus the step before; the first minus the smallest step
 * n zigzags      timestamp: change of the difference to the one before; the first minus the
 *                smallest timestamp, the difference before it counting as 0
 * 8 x n bytes    values: the lowest byte of each, then the next byte of each, ...
 * </pre>
 */
final class ChunkVersion1 {
  private static final int PLAIN = 0;
  private static final int ZSTD = 1;

  private ChunkVersion1() {}

  /** Reads from after the version, up to the checksum. */
  static Points decode(ChunkReader in) {
    int packing = in.readByte();
    if (packing != PLAIN && packing != ZSTD) {
      throw new ChunkFormatException("metric chunk of unknown packing " + packing);
    }
    ChunkHeader header = ChunkHeader.readBounds(in);
    long size = in.readVarint();
    // 28 is the most a point takes: twice ten bytes, and eight.
    if (size < 10L * header.count() || size > 28L * header.count()) {
      throw new ChunkFormatException("metric chunk claims a body of " + size + " bytes");
    }
    byte[] packed = in.readBytes(in.remaining());
    if (packing == ZSTD) {
      try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
        return points(Sections.unpack(zstd, packed, (int) size), header);
      }
    }
    if (packed.length != size) {
      throw new ChunkFormatException("metric chunk has a body of another length than it claims");
    }
    return points(packed, header);
  }

  private static Points points(byte[] body, ChunkHeader header) {
    int n = header.count();
    ChunkReader in = new ChunkReader(body, 0, body.length);
    long[] steps = new long[n];
    long step = header.minStep();
    for (int i = 0; i < n; i++) {
      step += in.readZigzag();
      steps[i] = step;
    }
    long[] timestamps = new long[n];
    long timestamp = header.minTimestamp();
    long difference = 0;
    for (int i = 0; i < n; i++) {
      difference += in.readZigzag();
      timestamp += difference;
      timestamps[i] = timestamp;
    }
    if (in.remaining() != 8 * n) {
      throw new ChunkFormatException("metric chunk has columns of different lengths");
    }
    long[] bits = Planes.read(body, in.position(), n, 8);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = Double.longBitsToDouble(bits[i]);
    }
    return new Points(steps, timestamps, values);
  }
}
