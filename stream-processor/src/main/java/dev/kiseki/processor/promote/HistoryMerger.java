package dev.kiseki.processor.promote;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.PieceRange;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Puts together what a {@link HistorySink} wrote in many small pieces. */
public interface HistoryMerger {
  /**
   * Merges, without losing or doubling a point whenever it is interrupted. May be called again,
   * also when a part of it is done.
   *
   * @param metrics those that may have points in there
   * @param pieces which were written
   * @return completes when it is done; fails when it is not sure to be, and is then called again
   *     later
   */
  CompletionStage<Void> merge(RunId run, List<String> metrics, PieceRange pieces);
}
