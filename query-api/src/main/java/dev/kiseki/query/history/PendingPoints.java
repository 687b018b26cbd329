package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import java.util.concurrent.CompletionStage;

/** Points that are not in the history store yet. */
public interface PendingPoints {
  /**
   * Those of one metric of one run, everything acknowledged before the call included; none for an
   * unknown run or key. Fails with TEMPORARILY_UNAVAILABLE when the owner of the run cannot be
   * asked: never answers less.
   */
  CompletionStage<HeldPoints> pending(RunId run, String key);
}
