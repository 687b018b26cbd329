package dev.kiseki.store.key;

import java.nio.ByteBuffer;

/**
 * What a partition knows of an experiment's stage: value of {@link MetaKey#stage}.
 *
 * <pre>
 * byte  0      1 deleted, 0 active
 * bytes 1-8    offset of the marker on run-events
 * bytes 9-16   offset of the change on catalog-events
 * </pre>
 *
 * <p>Since layout 1.
 */
public record StageEntry(boolean deleted, long markerOffset, long catalogOffset) {

  public byte[] bytes() {
    return ByteBuffer.allocate(1 + 2 * Long.BYTES)
        .put((byte) (deleted ? 1 : 0))
        .putLong(markerOffset)
        .putLong(catalogOffset)
        .array();
  }

  public static StageEntry parse(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new StageEntry(buffer.get() == 1, buffer.getLong(), buffer.getLong());
  }
}
