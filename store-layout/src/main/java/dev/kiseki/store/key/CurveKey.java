package dev.kiseki.store.key;

import dev.kiseki.event.id.RunId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Key of what is kept of the shape of one long curve, in {@link StoreFamily#CURVES}.
 *
 * <pre>
 * bytes 0-..   run id, UTF-8; holds no 0x00
 * 1 byte       0x00
 * 4 bytes      length of the metric's name
 * bytes        the metric's name, UTF-8
 * 2 bytes      entry: 0 = the header, i = the i-th block of buckets
 * </pre>
 *
 * <p>Big-endian.
 */
public record CurveKey(RunId run, String metric, int entry) {

  public byte[] bytes() {
    byte[] id = run.bytes();
    byte[] name = metric.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(id.length + 1 + Integer.BYTES + name.length + Short.BYTES)
        .put(id)
        .put((byte) 0)
        .putInt(name.length)
        .put(name)
        .putShort((short) entry)
        .array();
  }

  /** What the keys of one run, and of no other, begin with. */
  public static byte[] prefix(RunId run) {
    byte[] id = run.bytes();
    return Arrays.copyOf(id, id.length + 1);
  }
}
