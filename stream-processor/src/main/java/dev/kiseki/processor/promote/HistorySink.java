package dev.kiseki.processor.promote;

import dev.kiseki.event.id.RunId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the points of runs are kept for good. */
public interface HistorySink {
  /**
   * Adds points to a run's history. May be called again with the same arguments, and must then
   * change nothing. Never called twice at the same time for one run.
   *
   * @param points oldest first; at least one
   * @return completes when everything is stored; fails when it is not sure to be, and is then
   *     called again later
   */
  CompletionStage<Void> write(RunId run, List<PendingPoints> points);
}
