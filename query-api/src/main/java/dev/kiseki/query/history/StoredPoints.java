package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import java.util.concurrent.CompletionStage;

/** Points in the history store. */
public interface StoredPoints {
  /**
   * All of one metric of one run whose timestamp is at least the given one, and perhaps some
   * before; in any order, some perhaps twice; none for an unknown run or key. Fails with
   * TEMPORARILY_UNAVAILABLE when the store is away: never answers less.
   *
   * @param fromTimestamp epoch milliseconds; {@code Long.MIN_VALUE} = all
   */
  CompletionStage<Points> stored(RunId run, String key, long fromTimestamp);
}
