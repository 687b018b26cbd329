package dev.kiseki.store.key;

import java.nio.ByteBuffer;

/**
 * A run changed and is not in the history store yet: value in {@link StoreFamily#OUTBOX}.
 *
 * <pre>
 * bytes 0-7    epoch milliseconds of the first commit that holds such a change
 * bytes 8-15   epoch milliseconds from which it shall be written
 * </pre>
 *
 * <p>The clock is the machine's; nothing but the time of writing depends on it. Since layout 1.
 */
public record OutboxEntry(long sinceMillis, long dueMillis) {

  public byte[] bytes() {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(sinceMillis).putLong(dueMillis).array();
  }

  public static OutboxEntry parse(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new OutboxEntry(buffer.getLong(), buffer.getLong());
  }
}
