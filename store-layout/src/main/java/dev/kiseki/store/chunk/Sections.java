package dev.kiseki.store.chunk;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

/**
 * Bytes, packed if that makes them fewer.
 *
 * <pre>
 * varint         length unpacked
 * varint         length packed; 0 = not packed
 * ..             bytes; zstd if packed
 * </pre>
 */
final class Sections {
  /** Levels up to 3 were measured: what is left after the differences gets no smaller. */
  private static final int LEVEL = 1;

  private Sections() {}

  static ZstdCompressCtx packer() {
    // Both are known without: a checksum of the whole follows, and the length comes first.
    return new ZstdCompressCtx().setLevel(LEVEL).setChecksum(false).setContentSize(false);
  }

  static void write(ZstdCompressCtx zstd, byte[] bytes, int start, int length, ChunkWriter out) {
    byte[] packed = new byte[(int) Zstd.compressBound(length)];
    int size = zstd.compressByteArray(packed, 0, packed.length, bytes, start, length);
    boolean pays = size < length;
    out.writeVarint(length);
    out.writeVarint(pays ? size : 0);
    if (pays) {
      out.writeBytes(packed, size);
    } else {
      out.writeBytes(bytes, start, length);
    }
  }

  /**
   * @param most bytes that it may claim to have unpacked
   */
  static ChunkReader read(ZstdDecompressCtx zstd, ChunkReader in, long most) {
    long length = in.readVarint();
    if (length < 0 || length > most) {
      throw new ChunkFormatException("metric chunk claims a part of " + length + " bytes");
    }
    long size = in.readVarint();
    if (size < 0 || size > in.remaining()) {
      throw new ChunkFormatException("metric chunk ends inside a part");
    }
    byte[] bytes =
        size == 0
            ? in.readBytes((int) length)
            : unpack(zstd, in.readBytes((int) size), (int) length);
    return new ChunkReader(bytes, 0, bytes.length);
  }

  static byte[] unpack(ZstdDecompressCtx zstd, byte[] packed, int size) {
    byte[] bytes = new byte[size];
    try {
      if (zstd.decompressByteArray(bytes, 0, size, packed, 0, packed.length) == size) {
        return bytes;
      }
    } catch (ZstdException e) {
      throw new ChunkFormatException("metric chunk does not unpack: " + e.getMessage());
    }
    throw new ChunkFormatException("metric chunk unpacks to fewer bytes than it claims");
  }
}
