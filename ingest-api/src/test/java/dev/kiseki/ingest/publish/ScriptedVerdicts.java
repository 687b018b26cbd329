package dev.kiseki.ingest.publish;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.transport.append.LogPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** Verdicts by offset; what is not listed comes too late. */
final class ScriptedVerdicts implements Verdicts {
  final Map<Long, Verdict> onRuns = new HashMap<>();
  final Map<Long, CatalogFold.Outcome> onCatalog = new HashMap<>();
  final List<Duration> waits = new ArrayList<>();

  /** How long the partitions of runs were waited for, by offset on the catalog. */
  final Map<Long, Duration> told = new HashMap<>();

  /** Offsets that were answered without a verdict, as the readers were told. */
  final List<Long> unseen = new ArrayList<>();

  /** What the one who tells the readers answers, when he does. */
  CompletableFuture<Void> readersKnow = CompletableFuture.completedFuture(null);

  boolean runsListen = true;

  @Override
  public CompletionStage<Verdict> onRun(LogPosition position, Duration wait) {
    waits.add(wait);
    return orLate(onRuns.get(position.offset()));
  }

  @Override
  public CompletionStage<Void> answerUnseen(LogPosition position) {
    unseen.add(position.offset());
    return readersKnow;
  }

  @Override
  public CompletionStage<CatalogFold.Outcome> onCatalog(long offset, Duration wait) {
    waits.add(wait);
    return orLate(onCatalog.get(offset));
  }

  @Override
  public CompletionStage<Void> toldToRuns(long catalogOffset, Duration wait) {
    told.put(catalogOffset, wait);
    return runsListen ? CompletableFuture.completedStage(null) : orLate(null);
  }

  private static <T> CompletionStage<T> orLate(T known) {
    return known == null
        ? CompletableFuture.failedStage(new TimeoutException())
        : CompletableFuture.completedStage(known);
  }
}
