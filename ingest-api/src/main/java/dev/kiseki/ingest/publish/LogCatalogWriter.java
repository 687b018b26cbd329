package dev.kiseki.ingest.publish;

import dev.kiseki.event.Header;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.fault.TrackingException;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Appends to catalog-events and waits until this process's own replica has folded that record.
 * Deleting or restoring an experiment also waits, bounded, until every partition of runs knows of
 * it, because its runs change their stage with it.
 */
@Singleton
final class LogCatalogWriter implements CatalogWriter {
  private final EventLog log;
  private final Verdicts verdicts;
  private final PublishSettings settings;
  private final PublishTimes times;
  private final Clock clock = Clock.systemUTC();

  LogCatalogWriter(EventLog log, Verdicts verdicts, PublishSettings settings, PublishTimes times) {
    this.log = log;
    this.verdicts = verdicts;
    this.settings = settings;
    this.times = times;
  }

  @Override
  public CompletionStage<CatalogFold.Outcome> write(CatalogProposal proposal, String sender) {
    CatalogEvent event = new CatalogEvent(Header.of(sender, clock.millis()), proposal);
    return times.measured(
        System.nanoTime(),
        log.append(event).thenCompose(position -> outcome(position.offset(), proposal)),
        outcome -> Visibility.VISIBLE);
  }

  private CompletionStage<CatalogFold.Outcome> outcome(long offset, CatalogProposal proposal) {
    return verdicts
        .onCatalog(offset, settings.visibleWait())
        .exceptionally(
            late -> {
              throw TrackingException.unavailable(
                  "The change is on the log, but whether it is accepted is not known yet. Repeat the request.");
            })
        .thenCompose(
            outcome -> {
              if (outcome.verdict() instanceof Verdict.Rejected rejected) {
                return CompletableFuture.failedFuture(rejected.exception());
              }
              return movesRuns(proposal)
                  ? verdicts
                      .toldToRuns(offset, settings.visibleWait())
                      .handle((told, late) -> outcome)
                  : CompletableFuture.completedFuture(outcome);
            });
  }

  private static boolean movesRuns(CatalogProposal proposal) {
    return proposal instanceof CatalogProposal.DeleteExperiment
        || proposal instanceof CatalogProposal.RestoreExperiment;
  }
}
