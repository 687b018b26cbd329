package dev.kiseki.processor.local;

import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * A store that is told when a commit begins, while the changelog may still be written. Kafka
 * Streams tells only stores with this internal interface; {@link StateStore#commit} comes after the
 * input's offsets were committed, which is too late. See docs/adr/0003.
 */
abstract class FlushedBeforeCommit implements StateStore, CachedStateStore<byte[], byte[]> {

  /** A commit begins: everything changed must go to the changelog now. */
  abstract void beforeCommit();

  /** What was not committed shall be forgotten: the task changes between active and standby. */
  abstract void forgetUncommitted();

  @Override
  public final void flushCache() {
    beforeCommit();
  }

  @Override
  public final void clearCache() {
    forgetUncommitted();
  }

  @Override
  public final boolean setFlushListener(
      CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
    return false;
  }
}
