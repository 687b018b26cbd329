package dev.kiseki.store.chunk;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;

/**
 * Version 2. After magic and version:
 *
 * <pre>
 * byte 2         bits 0-3: bytes a value, 4 or 8; bits 4-6: order of the values' differences, 0 to
 *                4; bit 7: parts are packed apart
 * ..             number of points n and bounds, as {@link ChunkHeader} has them
 * 4 values       smallest, largest, first and last, as {@link ValueBounds} has them: IEEE 754 of
 *                as many bytes as a value has, little-endian
 * parts          as {@link Sections} packs them: steps, timestamps, and each plane of the values.
 *                Without bit 7 all of that is one part
 *
 * steps          zigzag the difference d that is usual; n zigzags: step minus the step before
 *                minus d, the first step minus the smallest
 * timestamps     the same
 * values         as integers in the order of the values, their differences of that order as
 *                {@link Differences} takes them, in {@link Planes}
 * </pre>
 *
 * <p>4 bytes a value: where all are floats, exactly. Differences of a high order make a smooth
 * schedule small, and a noisy loss is smallest with those of order 0 or 1: what is best is tried.
 * Planes are packed apart where that is worth their lengths: a table of frequencies for each.
 */
final class ChunkVersion2 {
  private static final int APART = 0x80;
  private static final int POINTS_APART = 512;

  private ChunkVersion2() {}

  static void encode(Points points, ChunkHeader header, ChunkWriter out) {
    int n = points.size();
    boolean apart = n >= POINTS_APART;
    ValueColumn values = ValueColumn.of(points);
    ChunkWriter steps = new ChunkWriter(2 * n + 16);
    Differences.writeSteady(points::step, n, header.minStep(), steps);
    ChunkWriter timestamps = new ChunkWriter(2 * n + 16);
    Differences.writeSteady(points::timestamp, n, header.minTimestamp(), timestamps);

    try (ZstdCompressCtx zstd = Sections.packer()) {
      ChunkWriter best = new ChunkWriter(0);
      int order = -1;
      int smoothest = Differences.smoothest(values);
      for (int candidate : smoothest == 0 ? new int[] {0} : new int[] {0, smoothest}) {
        byte[] planes = planes(values, candidate);
        ChunkWriter packed =
            apart ? apart(zstd, planes, n) : together(zstd, steps, timestamps, planes);
        if (order < 0 || packed.size() < best.size()) {
          best = packed;
          order = candidate;
        }
      }
      out.writeByte(values.width() | order << 4 | (apart ? APART : 0));
      header.writeBounds(out);
      writeValues(values.width(), header.values().orElseGet(() -> ValueBounds.of(points)), out);
      if (apart) {
        Sections.write(zstd, steps.array(), 0, steps.size(), out);
        Sections.write(zstd, timestamps.array(), 0, timestamps.size(), out);
      }
      out.writeBytes(best.array(), best.size());
    }
  }

  private static byte[] planes(ValueColumn values, int order) {
    long[] integers = values.integers();
    byte[] planes = new byte[integers.length * values.width()];
    Planes.write(Differences.of(integers, order, values.width()), values.width(), planes, 0);
    return planes;
  }

  private static ChunkWriter apart(ZstdCompressCtx zstd, byte[] planes, int n) {
    ChunkWriter out = new ChunkWriter(planes.length + 64);
    for (int start = 0; start < planes.length; start += n) {
      Sections.write(zstd, planes, start, n, out);
    }
    return out;
  }

  private static ChunkWriter together(
      ZstdCompressCtx zstd, ChunkWriter steps, ChunkWriter timestamps, byte[] planes) {
    ChunkWriter all = new ChunkWriter(planes.length + steps.size() + timestamps.size());
    all.writeBytes(steps.array(), steps.size());
    all.writeBytes(timestamps.array(), timestamps.size());
    all.writeBytes(planes, planes.length);
    ChunkWriter out = new ChunkWriter(all.size() + 16);
    Sections.write(zstd, all.array(), 0, all.size(), out);
    return out;
  }

  /** Reads from after the version, up to the checksum. */
  static Points decode(ChunkReader in) {
    int layout = in.readByte();
    int width = width(layout);
    int order = layout >>> 4 & 7;
    if (order > Differences.MOST) {
      throw new ChunkFormatException("metric chunk of unknown order of differences " + order);
    }
    ChunkHeader header = readHeader(in, layout);
    int n = header.count();
    byte[] planes = new byte[n * width];
    long[] steps;
    long[] timestamps;
    try (ZstdDecompressCtx zstd = new ZstdDecompressCtx()) {
      if ((layout & APART) == 0) {
        ChunkReader all = Sections.read(zstd, in, 20 + (20L + width) * n);
        steps = Differences.readSteady(all, n, header.minStep());
        timestamps = Differences.readSteady(all, n, header.minTimestamp());
        all.readRest(planes, 0, planes.length);
      } else {
        ChunkReader part = Sections.read(zstd, in, 10 + 10L * n);
        steps = Differences.readSteady(part, n, header.minStep());
        part.requireEnd();
        part = Sections.read(zstd, in, 10 + 10L * n);
        timestamps = Differences.readSteady(part, n, header.minTimestamp());
        part.requireEnd();
        for (int plane = 0; plane < width; plane++) {
          Sections.read(zstd, in, n).readRest(planes, plane * n, n);
        }
      }
    }
    in.requireEnd();
    long[] integers = Planes.read(planes, 0, n, width);
    double[] values = ValueColumn.values(Differences.undone(integers, order), width);
    return new Points(steps, timestamps, values);
  }

  /** Reads from after the byte with the layout. */
  static ChunkHeader readHeader(ChunkReader in, int layout) {
    int width = width(layout);
    ChunkHeader bounds = ChunkHeader.readBounds(in);
    return bounds.with(
        new ValueBounds(
            readValue(in, width),
            readValue(in, width),
            readValue(in, width),
            readValue(in, width)));
  }

  private static int width(int layout) {
    int width = layout & 0xF;
    if (width != 4 && width != 8) {
      throw new ChunkFormatException("metric chunk with values of " + width + " bytes");
    }
    return width;
  }

  private static void writeValues(int width, ValueBounds bounds, ChunkWriter out) {
    for (double value :
        new double[] {bounds.smallest(), bounds.largest(), bounds.first(), bounds.last()}) {
      out.writeFixed(
          width == 4 ? Float.floatToRawIntBits((float) value) : Double.doubleToRawLongBits(value),
          width);
    }
  }

  private static double readValue(ChunkReader in, int width) {
    long bits = in.readFixed(width);
    return width == 4 ? ValueColumn.wide((int) bits) : Double.longBitsToDouble(bits);
  }
}
