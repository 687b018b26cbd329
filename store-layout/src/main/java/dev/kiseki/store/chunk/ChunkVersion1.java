package dev.kiseki.store.chunk;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.zip.CRC32C;

/**
 * A metric chunk: points of one metric of one run, packed.
 *
 * <pre>
 * byte 0         0xC7
 * byte 1         version, 1
 * byte 2         packing of the body: 0 = as it is, 1 = zstd
 * varint         number of points n, 1 to 1,048,576
 * zigzag         smallest step
 * varint         largest step minus smallest, 64 bit unsigned
 * zigzag         smallest timestamp
 * varint         largest timestamp minus smallest, 64 bit unsigned
 * varint         length of the body before packing
 * ..             body, packed
 * 4 bytes        CRC-32C of all bytes before, little-endian
 *
 * body:
 * n zigzags      step minus the step before; the first minus the smallest step
 * n zigzags      timestamp: change of the difference to the one before; the first minus the
 *                smallest timestamp, the difference before it counting as 0
 * 8 x n bytes    values: the lowest byte of each, then the next byte of each, ...
 * </pre>
 *
 * <p>The bounds come first so that a reader can skip a chunk by its first 40 bytes. Differences
 * wrap around at 64 bits, so every long survives; values keep every bit, those of a NaN too. The
 * order of points is kept. Body as it is: only where zstd would make it longer, which is so for few
 * points.
 *
 * <p>Values are shuffled as they are. XOR with the value before was measured: within 3 % on noisy
 * losses, either way, and smaller only on smooth schedules, which are small as it is.
 *
 * <p>Since layout 1. A change of the layout takes a new version number; readers know all.
 */
public final class ChunkCodec {
  /** Most points in one chunk, so that a damaged length cannot ask for much memory. */
  public static final int MAX_POINTS = 1 << 20;

  private static final int MAGIC = 0xC7;
  private static final int VERSION = 1;
  private static final int PLAIN = 0;
  private static final int ZSTD = 1;
  private static final int ZSTD_LEVEL = 3;
  private static final int CRC_BYTES = 4;

  private ChunkCodec() {}

  /** Packs 1 to {@link #MAX_POINTS} points. */
  public static byte[] encode(Points points) {
    if (points.size() > MAX_POINTS) {
      throw new IllegalArgumentException("too many points for one metric chunk: " + points.size());
    }
    ChunkHeader header = ChunkHeader.of(points);
    ChunkWriter body = body(points, header);
    byte[] packed = new byte[(int) Zstd.compressBound(body.size())];
    int packedSize =
        (int)
            Zstd.compressByteArray(
                packed, 0, packed.length, body.array(), 0, body.size(), ZSTD_LEVEL);
    boolean pays = packedSize < body.size();

    ChunkWriter out = new ChunkWriter(64 + (pays ? packedSize : body.size()));
    out.writeByte(MAGIC);
    out.writeByte(VERSION);
    out.writeByte(pays ? ZSTD : PLAIN);
    header.write(out);
    out.writeVarint(body.size());
    out.writeBytes(pays ? packed : body.array(), pays ? packedSize : body.size());
    out.writeFixed32(crc(out.array(), out.size()));
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
    int packing = readStart(in);
    checkCrc(chunk, end);
    ChunkHeader header = ChunkHeader.read(in);
    long bodySize = in.readVarint();
    // 28 is the most a point takes: twice ten bytes, and eight.
    if (bodySize < 10L * header.count() || bodySize > 28L * header.count()) {
      throw new ChunkFormatException("metric chunk claims a body of " + bodySize + " bytes");
    }
    if (packing == PLAIN) {
      return points(chunk, in.position(), end, (int) bodySize, header);
    }
    byte[] body = unpack(chunk, in.position(), in.remaining(), (int) bodySize);
    return points(body, 0, body.length, body.length, header);
  }

  /** Reads what says that this is a chunk; gives back its packing. */
  static int readStart(ChunkReader in) {
    if (in.remaining() < 3 || in.readByte() != MAGIC) {
      throw new ChunkFormatException("not a metric chunk");
    }
    int version = in.readByte();
    if (version != VERSION) {
      throw new ChunkFormatException("metric chunk of unknown version " + version);
    }
    int packing = in.readByte();
    if (packing != PLAIN && packing != ZSTD) {
      throw new ChunkFormatException("metric chunk of unknown packing " + packing);
    }
    return packing;
  }

  private static ChunkWriter body(Points points, ChunkHeader header) {
    int n = points.size();
    ChunkWriter body = new ChunkWriter(12 * n + 32);
    long step = header.minStep();
    for (int i = 0; i < n; i++) {
      body.writeZigzag(points.step(i) - step);
      step = points.step(i);
    }
    long timestamp = header.minTimestamp();
    long difference = 0;
    for (int i = 0; i < n; i++) {
      long next = points.timestamp(i) - timestamp;
      body.writeZigzag(next - difference);
      timestamp = points.timestamp(i);
      difference = next;
    }
    int start = body.skip(8 * n);
    ByteShuffle.write(points, body.array(), start);
    return body;
  }

  private static byte[] unpack(byte[] chunk, int start, int length, int size) {
    byte[] body = new byte[size];
    try {
      if (Zstd.decompressByteArray(body, 0, size, chunk, start, length) == size) {
        return body;
      }
    } catch (ZstdException e) {
      throw new ChunkFormatException("metric chunk does not unpack: " + e.getMessage());
    }
    throw new ChunkFormatException("metric chunk unpacks to fewer bytes than it claims");
  }

  private static Points points(byte[] bytes, int start, int end, int size, ChunkHeader header) {
    if (end - start != size) {
      throw new ChunkFormatException("metric chunk has a body of another length than it claims");
    }
    int n = header.count();
    ChunkReader in = new ChunkReader(bytes, start, end);
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
    return new Points(steps, timestamps, ByteShuffle.read(bytes, in.position(), n));
  }

  private static void checkCrc(byte[] chunk, int end) {
    int stored = 0;
    for (int i = 0; i < CRC_BYTES; i++) {
      stored |= (chunk[end + i] & 0xFF) << (8 * i);
    }
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
