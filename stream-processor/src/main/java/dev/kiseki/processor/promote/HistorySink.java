package dev.kiseki.processor.promote;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

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

  /**
   * Reads what was written of a metric before some record of the log, in the order of the log.
   * Costs as much as there is.
   *
   * @param before offset of that record
   * @param points is told them, some at a time, one after another
   * @return whether that is all there was before the record, each point once; false when that
   *     cannot be told, because parts of the log were written twice
   */
  CompletionStage<Boolean> earlier(RunId run, String metric, long before, Consumer<Points> points);
}
