package dev.kiseki.store.key;

import dev.kiseki.event.id.RunId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Key of the points that one run got between two commits, until they are in the history store.
 *
 * <pre>
 * bytes 0-..   run id, UTF-8; holds no 0x00
 * 1 byte       0x00
 * 8 bytes      offset of the first record the points came from
 * </pre>
 *
 * <p>The first offset, not the last: when a torn commit is replayed the same points come under the
 * same key again. Since layout 1.
 */
public record PendingKey(RunId run, long offset) {

  public byte[] bytes() {
    byte[] id = run.bytes();
    return ByteBuffer.allocate(id.length + 1 + Long.BYTES)
        .put(id)
        .put((byte) 0)
        .putLong(offset)
        .array();
  }

  /** What the keys of one run, and of no other, begin with. */
  public static byte[] prefix(RunId run) {
    byte[] id = run.bytes();
    return Arrays.copyOf(id, id.length + 1);
  }

  public static PendingKey parse(byte[] key) {
    int idLength = key.length - Long.BYTES - 1;
    return new PendingKey(
        new RunId(new String(key, 0, idLength, StandardCharsets.UTF_8)),
        ByteBuffer.wrap(key).getLong(idLength + 1));
  }
}
