package dev.kiseki.processor.local;

import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.StoreFamily;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the files last had everything of the changelog up to their offset. It forgets after a day
 * that a key was removed: files that were away for longer would keep, and show, runs that were
 * removed for good meanwhile.
 */
final class FollowedAt {
  /**
   * A day is what the changelog remembers, see {@code RunTopology}; the rest is for the restore.
   */
  static final Duration MOST_AWAY = Duration.ofHours(20);

  private static final Duration BETWEEN_NOTES = Duration.ofHours(1);
  private static final Logger log = LoggerFactory.getLogger(FollowedAt.class);

  private final Families families;
  private final LongSupplier clock;
  private long noted;

  FollowedAt(Families families, LongSupplier clock) {
    this.families = families;
    this.clock = clock;
  }

  /**
   * Empties a store that was away for too long, so that it restores from the beginning. Files of an
   * earlier build name no time: when they were written no run could be removed for good.
   */
  void begin() {
    byte[] stored = families.get(StoreFamily.META, MetaKey.followedAt());
    noted = stored == null ? clock.getAsLong() : MetaKey.offset(stored);
    Duration away = Duration.ofMillis(clock.getAsLong() - noted);
    if (away.compareTo(MOST_AWAY) > 0) {
      log.warn(
          "the state was not used for {}, and may hold runs that were removed meanwhile: it is"
              + " restored from the beginning",
          away);
      for (StoreFamily family : StoreFamily.values()) {
        families.clear(family);
      }
    }
  }

  /** Into the write that brings the files to an offset. */
  void note(WriteBatch batch) throws RocksDBException {
    noted = clock.getAsLong();
    batch.put(families.handle(StoreFamily.META), MetaKey.followedAt(), MetaKey.offset(noted));
  }

  /** They are where they were, and nothing has come since. */
  void still() {
    long now = clock.getAsLong();
    if (now - noted >= BETWEEN_NOTES.toMillis()) {
      noted = now;
      families.put(StoreFamily.META, MetaKey.followedAt(), MetaKey.offset(now));
    }
  }
}
