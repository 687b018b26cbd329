package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.PendingKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of the points of one partition that wait for the history store: their keys and values, as
 * they are before RocksDB compresses them. Kept in each commit, with the changelog's offset that it
 * belongs to; where that is another, everything is counted anew. Used by the stream thread; {@link
 * #bytes} by any.
 */
final class WaitingBytes {
  private final Families families;
  private final AtomicLong bytes = new AtomicLong();

  WaitingBytes(Families families) {
    this.families = families;
  }

  /**
   * Takes up what was stored.
   *
   * @param trusted whether nothing was restored since
   */
  void begin(boolean trusted) {
    byte[] counted = trusted ? families.get(StoreFamily.META, MetaKey.waitingBytes()) : null;
    byte[] reached = families.get(StoreFamily.META, MetaKey.changelogOffset());
    if (counted != null
        && reached != null
        && MetaKey.waitingBytesAt(counted) == MetaKey.offset(reached)) {
      bytes.set(MetaKey.waitingBytes(counted));
      return;
    }
    long[] sum = {0};
    families.scan(
        StoreFamily.PENDING,
        new byte[0],
        (key, value) -> {
          sum[0] += key.length + value.length;
          return true;
        });
    bytes.set(sum[0]);
  }

  long bytes() {
    return bytes.get();
  }

  /** Adds points; when they come again after a torn commit, they count once. */
  void put(CommitBatch batch, PendingKey name, byte[] points) {
    byte[] key = name.bytes();
    bytes.addAndGet(key.length + points.length - stored(batch, key));
    batch.put(StoreFamily.PENDING, key, points);
  }

  /**
   * What some of a run's entries take. A walk over all of the run, which costs far less than to
   * look each up; any thread may ask.
   *
   * @return by offset; what is not there is left out
   */
  Map<Long, Long> sizes(RunId run, List<Long> offsets) {
    Set<Long> asked = new HashSet<>(offsets);
    Map<Long, Long> sizes = new HashMap<>();
    families.scan(
        StoreFamily.PENDING,
        PendingKey.prefix(run),
        (key, value) -> {
          long offset = PendingKey.parse(key).offset();
          if (asked.contains(offset)) {
            sizes.put(offset, (long) key.length + value.length);
          }
          return sizes.size() < asked.size();
        });
    return sizes;
  }

  /**
   * @param size of {@link #sizes}
   */
  void remove(CommitBatch batch, PendingKey name, long size) {
    byte[] key = name.bytes();
    if (!batch.removes(StoreFamily.PENDING, key)) {
      bytes.addAndGet(-size);
    }
    batch.remove(StoreFamily.PENDING, key);
  }

  /** One that is perhaps there no more; a look-up. */
  void remove(CommitBatch batch, PendingKey name) {
    byte[] key = name.bytes();
    bytes.addAndGet(-stored(batch, key));
    batch.remove(StoreFamily.PENDING, key);
  }

  private long stored(CommitBatch batch, byte[] key) {
    int size = batch.size(families, StoreFamily.PENDING, key);
    return size < 0 ? 0 : key.length + size;
  }
}
