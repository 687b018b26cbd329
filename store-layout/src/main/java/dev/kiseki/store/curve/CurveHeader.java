package dev.kiseki.store.curve;

import dev.kiseki.store.chunk.Points;
import java.nio.ByteBuffer;

/**
 * What holds for all buckets of a curve.
 *
 * <pre>
 * byte  0        version, 1
 * byte  1        1 = each step is above the one before
 * 8 bytes        points in a bucket
 * 8 bytes        points in all
 * 8 bytes        offset of the last record they come from, -1 = none
 * 2 x 24 bytes   the first and the last point by step, timestamp and value: these three, the value
 *                as its bits; not there while there are no points
 * </pre>
 *
 * <p>Big-endian.
 *
 * @param ascending whether each step is above the one before
 * @param ends the first and the last point by step
 */
record CurveHeader(boolean ascending, long width, long count, long through, Points ends) {
  private static final byte VERSION = 1;
  private static final int START = 2 + 3 * Long.BYTES;
  private static final int POINT = 3 * Long.BYTES;

  byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(START + ends.size() * POINT).put(VERSION);
    out.put((byte) (ascending ? 1 : 0));
    out.putLong(width).putLong(count).putLong(through);
    for (int i = 0; i < ends.size(); i++) {
      out.putLong(ends.step(i))
          .putLong(ends.timestamp(i))
          .putLong(Double.doubleToRawLongBits(ends.value(i)));
    }
    return out.array();
  }

  /**
   * @throws IllegalStateException for bytes of a later release
   */
  static CurveHeader parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (in.get() != VERSION) {
      throw new IllegalStateException("the buckets of a curve were written by a later release");
    }
    boolean ascending = in.get() == 1;
    long width = in.getLong();
    long count = in.getLong();
    long through = in.getLong();
    Points.Builder ends = new Points.Builder();
    while (in.remaining() >= POINT) {
      ends.add(in.getLong(), in.getLong(), Double.longBitsToDouble(in.getLong()));
    }
    return new CurveHeader(ascending, width, count, through, ends.build());
  }
}
