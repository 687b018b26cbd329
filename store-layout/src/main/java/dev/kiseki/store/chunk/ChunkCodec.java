package dev.kiseki.store.chunk;

import java.util.zip.CRC32C;

/**
 * A metric chunk: points of one metric of one run, packed.
 *
 * <pre>
 * byte 0         0xC7
 * byte 1         version, 2
 * ..             as {@link ChunkVersion2} says; {@link ChunkVersion1} is still read
 * 4 bytes        CRC-32C of all bytes before, little-endian
 * </pre>
 *
 * <p>Every bit of every value comes back, those of a NaN too, and the order of points is kept. A
 * change of the layout takes a new version number; readers know all. docs/metric-chunks.md draws
 * it.
 */
public final class ChunkCodec {
  /** Most points in one chunk, so that a damaged length cannot ask for much memory. */
  public static final int MAX_POINTS = 1 << 20;

  private static final int MAGIC = 0xC7;
  private static final int CRC_BYTES = 4;

  private ChunkCodec() {}

  /** Packs 1 to {@link #MAX_POINTS} points. */
  public static byte[] encode(Points points) {
    return encode(points, ChunkHeader.of(points));
  }

  /**
   * Packs points.
   *
   * @param header that of the points
   */
  public static byte[] encode(Points points, ChunkHeader header) {
    if (points.size() > MAX_POINTS) {
      throw new IllegalArgumentException("too many points for one metric chunk: " + points.size());
    }
    ChunkWriter out = new ChunkWriter(64 + 10 * points.size());
    out.writeByte(MAGIC);
    out.writeByte(2);
    ChunkVersion2.encode(points, header, out);
    out.writeFixed(crc(out.array(), out.size()), CRC_BYTES);
    return out.toBytes();
  }

  /**
   * Unpacks a chunk.
   *
   * @throws ChunkFormatException when it is damaged or of a version not known here
   */
  public static Points decode(byte[] chunk) {
    int end = chunk.length - CRC_BYTES;
    ChunkReader in = new ChunkReader(chunk, 0, Math.max(0, end));
    int version = readVersion(in);
    checkCrc(chunk, end);
    return version == 1 ? ChunkVersion1.decode(in) : ChunkVersion2.decode(in);
  }

  /** Reads what says that this is a chunk; gives back its version, 1 or 2. */
  static int readVersion(ChunkReader in) {
    if (in.remaining() < 3 || in.readByte() != MAGIC) {
      throw new ChunkFormatException("not a metric chunk");
    }
    int version = in.readByte();
    if (version != 1 && version != 2) {
      throw new ChunkFormatException("metric chunk of unknown version " + version);
    }
    return version;
  }

  private static void checkCrc(byte[] chunk, int end) {
    int stored = (int) new ChunkReader(chunk, end, chunk.length).readFixed(CRC_BYTES);
    if (stored != crc(chunk, end)) {
      throw new ChunkFormatException("metric chunk is damaged: its checksum differs");
    }
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
