package dev.kiseki.ingest.publish;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.transport.append.LogPosition;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What the folds said of records on the log. Every answer fails with TimeoutException when it is
 * not known within the wait.
 */
interface Verdicts {
  /** On a run event, as told by the owner of its partition. */
  CompletionStage<Verdict> onRun(LogPosition position, Duration wait);

  /**
   * The record at the position is about to be answered without a verdict: reads after that answer
   * shall wait for it. Completes when that is arranged as far as it can be; never fails.
   */
  CompletionStage<Void> answerUnseen(LogPosition position);

  /** On a catalog event, as folded in this process. */
  CompletionStage<CatalogFold.Outcome> onCatalog(long offset, Duration wait);

  /** Completes when every partition of runs has been told the catalog up to this offset. */
  CompletionStage<Void> toldToRuns(long catalogOffset, Duration wait);
}
