package dev.kiseki.store.key;

import dev.kiseki.event.id.ExperimentId;
import java.nio.ByteBuffer;

/**
 * Keys of what a partition knows about itself.
 *
 * <pre>
 * 0x01              offset of the last record judged; 8 bytes
 * 0x02              changelog offset this store has reached; 8 bytes; never in the changelog
 * 0x03 + 8 bytes    experiment id, sign bit flipped → {@link StageEntry}
 * 0x04              layout of the indexes, 1 byte; never in the changelog
 * 0x05              bytes of all {@link StoreFamily#PENDING} entries, and the changelog offset at
 *                   which they were so many; 8 bytes each; never in the changelog
 * 0x06              epoch milliseconds at which this store last was where 0x02 says; 8
 *                   bytes; never in the changelog
 * </pre>
 *
 * <p>Since layout 1.
 */
public final class MetaKey {
  private static final byte STAGE = 3;

  private MetaKey() {}

  public static byte[] applied() {
    return new byte[] {1};
  }

  public static byte[] changelogOffset() {
    return new byte[] {2};
  }

  public static byte[] indexLayout() {
    return new byte[] {4};
  }

  public static byte[] waitingBytes() {
    return new byte[] {5};
  }

  /** Value of {@link #waitingBytes()}. */
  public static byte[] waitingBytes(long bytes, long changelogOffset) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(bytes).putLong(changelogOffset).array();
  }

  public static long waitingBytes(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }

  /** The changelog offset of a value of {@link #waitingBytes()}. */
  public static long waitingBytesAt(byte[] value) {
    return ByteBuffer.wrap(value).getLong(Long.BYTES);
  }

  public static byte[] followedAt() {
    return new byte[] {6};
  }

  public static byte[] stage(ExperimentId experiment) {
    return ByteBuffer.allocate(1 + Long.BYTES)
        .put(STAGE)
        .putLong(experiment.number() ^ Long.MIN_VALUE)
        .array();
  }

  public static byte[] stagePrefix() {
    return new byte[] {STAGE};
  }

  public static ExperimentId experiment(byte[] stageKey) {
    return new ExperimentId(ByteBuffer.wrap(stageKey).getLong(1) ^ Long.MIN_VALUE);
  }

  /** Value of {@link #applied}, {@link #changelogOffset} and {@link #followedAt}. */
  public static byte[] offset(long offset) {
    return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
  }

  public static long offset(byte[] value) {
    return ByteBuffer.wrap(value).getLong();
  }
}
