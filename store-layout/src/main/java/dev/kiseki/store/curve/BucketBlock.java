package dev.kiseki.store.curve;

import dev.kiseki.store.chunk.ChunkCodec;
import dev.kiseki.store.chunk.Points;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Neighbouring buckets as one entry of {@link dev.kiseki.store.key.StoreFamily#CURVES}.
 *
 * <pre>
 * byte  0       version, 1
 * byte  1       buckets, 1 to 64
 * 8 bytes       offset of the last record whose points were in the curve when this was written
 * for each bucket, 2 bytes, big-endian:
 *   bits 0-2    points less 1
 *   bits 3-5    which of them is the smallest, 7 = none
 *   bits 6-8    the largest, 7 = none
 *   bits 9-11   the first NaN, 7 = none
 * then          a metric chunk of all their points; of each bucket the first point comes first and
 *               the last point last
 * </pre>
 */
record BucketBlock(List<Bucket> buckets, long through) {
  private static final int HEAD = 2 + Long.BYTES;
  private static final byte VERSION = 1;
  private static final int NONE = 7;

  byte[] bytes() {
    ByteBuffer head = ByteBuffer.allocate(HEAD + 2 * buckets.size());
    head.put(VERSION).put((byte) buckets.size()).putLong(through);
    Points.Builder all = new Points.Builder();
    for (Bucket bucket : buckets) {
      Points points = bucket.points();
      int code =
          (points.size() - 1)
              | code(bucket, Bucket.SMALLEST) << 3
              | code(bucket, Bucket.LARGEST) << 6
              | code(bucket, Bucket.NAN) << 9;
      head.putShort((short) code);
      all.addAll(points);
    }
    byte[] chunk = ChunkCodec.encode(all.build());
    byte[] block = Arrays.copyOf(head.array(), head.capacity() + chunk.length);
    System.arraycopy(chunk, 0, block, head.capacity(), chunk.length);
    return block;
  }

  private static int code(Bucket bucket, int slot) {
    int place = bucket.place(slot);
    return place < 0 ? NONE : place;
  }

  /**
   * @throws IllegalStateException for bytes of a later release
   */
  static BucketBlock parse(byte[] block) {
    ByteBuffer head = ByteBuffer.wrap(block);
    if (head.get() != VERSION) {
      throw new IllegalStateException("the buckets of a curve were written by a later release");
    }
    int size = head.get();
    long through = head.getLong();
    Points points = ChunkCodec.decode(Arrays.copyOfRange(block, HEAD + 2 * size, block.length));
    List<Bucket> buckets = new ArrayList<>(size);
    int at = 0;
    for (int i = 0; i < size; i++) {
      int code = head.getShort();
      int last = code & 7;
      buckets.add(
          Bucket.stored(
              points, at, new int[] {0, place(code, 3), place(code, 6), place(code, 9), last}));
      at += last + 1;
    }
    return new BucketBlock(buckets, through);
  }

  private static int place(int code, int shift) {
    int place = (code >> shift) & 7;
    return place == NONE ? -1 : place;
  }
}
