package dev.kiseki.ingest.publish;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.transport.append.LogPosition;
import dev.kiseki.transport.catalog.CatalogReplica;
import dev.kiseki.transport.receipt.Receipts;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Verdicts on runs arrive as receipts; those on the catalog are this process's own. */
@Singleton
final class ReceivedVerdicts implements Verdicts {
  private final Receipts receipts;
  private final CatalogReplica replica;

  ReceivedVerdicts(Receipts receipts, CatalogReplica replica) {
    this.receipts = receipts;
    this.replica = replica;
  }

  @Override
  public CompletionStage<Verdict> onRun(LogPosition position, Duration wait) {
    return receipts.await(position, wait);
  }

  @Override
  public CompletionStage<Void> answerUnseen(LogPosition position) {
    return receipts.answerUnseen(position);
  }

  @Override
  public CompletionStage<CatalogFold.Outcome> onCatalog(long offset, Duration wait) {
    return replica.outcome(offset).orTimeout(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletionStage<Void> toldToRuns(long catalogOffset, Duration wait) {
    return receipts.awaitCatalog(catalogOffset, wait);
  }
}
