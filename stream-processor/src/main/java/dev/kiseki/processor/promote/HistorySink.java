package dev.kiseki.processor.promote;

import dev.kiseki.store.document.RunDocument;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where runs and their points are kept for good. */
public interface HistorySink {
  /**
   * Writes a run as it was after {@code snapshot.appliedOffset()} and adds points to its history.
   * May be called again with the same arguments, and must then change nothing. Never called twice
   * at the same time for one run.
   *
   * @param points oldest first; may be empty
   * @return completes when everything is stored; fails when it is not sure to be, and is then
   *     called again later
   */
  CompletionStage<Void> write(RunDocument snapshot, List<PendingPoints> points);
}
