package dev.kiseki.store.key;

import java.nio.ByteBuffer;

/**
 * What a partition knows of an experiment's stage: value of {@link MetaKey#stage}.
 *
 * <pre>
 * byte  0       1 deleted, 0 active
 * bytes 1-8     offset of the marker on run-events
 * bytes 9-16    offset of the change on catalog-events
 * bytes 17-24   epoch milliseconds at which the marker was sent; may be missing
 * </pre>
 *
 * <p>Since layout 1; earlier builds wrote no time and do not read it.
 *
 * @param atMillis {@link #UNKNOWN} when an earlier build wrote it
 */
public record StageEntry(boolean deleted, long markerOffset, long catalogOffset, long atMillis) {
  public static final long UNKNOWN = Long.MAX_VALUE;

  public byte[] bytes() {
    return ByteBuffer.allocate(1 + 3 * Long.BYTES)
        .put((byte) (deleted ? 1 : 0))
        .putLong(markerOffset)
        .putLong(catalogOffset)
        .putLong(atMillis)
        .array();
  }

  public static StageEntry parse(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new StageEntry(
        buffer.get() == 1,
        buffer.getLong(),
        buffer.getLong(),
        buffer.hasRemaining() ? buffer.getLong() : UNKNOWN);
  }
}
