package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** All points of a curve in a range of steps, by time; opened when it is asked. */
final class WholeCurve implements CurveReading {
  /** While one group is unpacked, the store looks for the one after the next. */
  private static final int GROUPS_AHEAD = 2;

  private final HistorySources sources;
  private final PointShares memory;
  private final RunId run;
  private final String key;
  private final StepRange steps;
  private volatile HistoryCursor cursor;

  WholeCurve(HistorySources sources, PointShares memory, RunId run, String key, StepRange steps) {
    this.sources = sources;
    this.memory = memory;
    this.run = run;
    this.key = key;
    this.steps = steps;
  }

  @Override
  public CompletionStage<Points> next() {
    return opened().thenCompose(HistoryCursor::next);
  }

  private CompletionStage<HistoryCursor> opened() {
    if (cursor != null) {
      return CompletableFuture.completedStage(cursor);
    }
    return HistoryCursor.open(sources, memory, run, key, steps, GROUPS_AHEAD)
        .thenApply(
            opened -> {
              cursor = opened;
              return opened;
            });
  }

  @Override
  public void close() {
    if (cursor != null) {
      cursor.close();
    }
  }
}
