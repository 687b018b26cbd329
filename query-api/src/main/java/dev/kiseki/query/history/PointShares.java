package dev.kiseki.query.history;

import dev.kiseki.query.history.PointMemory.Share;
import java.util.concurrent.CompletionStage;

/** Where a reader gets leave to hold points in memory. */
interface PointShares {
  /** Completes when they may be held; fails when that cannot be, or not soon. */
  CompletionStage<Share> share(long points);

  /** The most that may be held. */
  long capacity();
}
