package dev.kiseki.query.history;

import dev.kiseki.store.shard.PointsQuestion;
import java.util.concurrent.CompletionStage;

/** Points that are not in the history store yet. */
public interface PendingPoints {
  /**
   * Those of one metric of one run that were asked for, everything acknowledged before the call
   * included; none for an unknown run or key. Fails with TEMPORARILY_UNAVAILABLE when the owner of
   * the run cannot be asked: never answers less.
   */
  CompletionStage<HeldPoints> pending(PointsQuestion question);
}
