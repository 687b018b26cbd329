package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import java.util.concurrent.CompletionStage;

/** Points that are not in the history store yet. */
public interface PendingPoints {
  /**
   * Those of one metric of one run, in any order, everything acknowledged before the call included;
   * none for an unknown run or key. Fails with TEMPORARILY_UNAVAILABLE when the owner of the run
   * cannot be asked: never answers less.
   */
  CompletionStage<Held> pending(RunId run, String key);

  /**
   * What the owner holds.
   *
   * @param nothingStored whether the metric has no other points, so that the store need not be
   *     asked; false when the owner is not sure
   */
  record Held(Points points, boolean nothingStored) {}
}
