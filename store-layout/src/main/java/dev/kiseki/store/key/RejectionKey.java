package dev.kiseki.store.key;

import dev.kiseki.event.id.RunId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys of a refused proposal: one leads to it by offset, one lists it under its run.
 *
 * <pre>
 * by offset                      by run
 * byte  0     0x01               byte  0      0x02
 * bytes 1-8   offset             bytes 1-..   run id, UTF-8
 *                                1 byte       0x00
 *                                8 bytes      offset
 * </pre>
 *
 * <p>Run ids of refused proposals are whatever a client sent; one that holds 0x00 is listed under
 * its own prefix all the same, since the offset is read from the end. Since layout 1.
 */
public final class RejectionKey {
  private static final byte BY_OFFSET = 1;
  private static final byte BY_RUN = 2;

  private RejectionKey() {}

  public static byte[] byOffset(long offset) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(BY_OFFSET).putLong(offset).array();
  }

  public static byte[] byRun(RunId run, long offset) {
    byte[] id = run.bytes();
    return ByteBuffer.allocate(2 + id.length + Long.BYTES)
        .put(BY_RUN)
        .put(id)
        .put((byte) 0)
        .putLong(offset)
        .array();
  }

  /** What all keys by offset begin with. */
  public static byte[] offsetPrefix() {
    return new byte[] {BY_OFFSET};
  }

  /** What the keys of one run begin with. */
  public static byte[] runPrefix(RunId run) {
    byte[] id = run.bytes();
    byte[] prefix = new byte[id.length + 2];
    prefix[0] = BY_RUN;
    System.arraycopy(id, 0, prefix, 1, id.length);
    return prefix;
  }

  /** The offset at the end of either key. */
  public static long offset(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
  }

  /** Whether a key under {@link #runPrefix} is of that very run. */
  public static boolean isOf(byte[] key, byte[] runPrefix) {
    return key.length == runPrefix.length + Long.BYTES
        && Arrays.equals(key, 0, runPrefix.length, runPrefix, 0, runPrefix.length);
  }
}
