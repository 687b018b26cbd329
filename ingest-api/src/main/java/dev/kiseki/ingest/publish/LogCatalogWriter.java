package dev.kiseki.ingest.publish;

import dev.kiseki.event.Header;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.wire.CatalogEventCodec;
import dev.kiseki.transport.append.LogAppender;
import dev.kiseki.transport.catalog.CatalogReplica;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.receipt.Receipts;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Appends to catalog-events and waits until this process's own replica has folded that record.
 * Deleting or restoring an experiment also waits, bounded, until every partition of runs knows of
 * it, because its runs change their stage with it.
 */
@Singleton
final class LogCatalogWriter implements CatalogWriter {
  private static final int CATALOG_PARTITION = 0;

  private final LogAppender log;
  private final CatalogReplica replica;
  private final Receipts receipts;
  private final PublishSettings settings;
  private final String topic;
  private final Clock clock = Clock.systemUTC();

  LogCatalogWriter(
      LogAppender log,
      CatalogReplica replica,
      Receipts receipts,
      PublishSettings settings,
      KafkaSettings kafka) {
    this.log = log;
    this.replica = replica;
    this.receipts = receipts;
    this.settings = settings;
    this.topic = kafka.topics().catalogEvents();
  }

  @Override
  public CompletionStage<CatalogFold.Outcome> write(CatalogProposal proposal, String sender) {
    CatalogEvent event = new CatalogEvent(Header.of(sender, clock.millis()), proposal);
    return log.append(topic, CATALOG_PARTITION, null, CatalogEventCodec.encode(event))
        .thenCompose(position -> outcome(position.offset(), proposal));
  }

  private CompletionStage<CatalogFold.Outcome> outcome(long offset, CatalogProposal proposal) {
    return replica
        .outcome(offset)
        .orTimeout(settings.visibleWait().toMillis(), TimeUnit.MILLISECONDS)
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
                  ? receipts
                      .awaitCatalog(offset, settings.visibleWait())
                      .handle((told, late) -> outcome)
                  : CompletableFuture.completedFuture(outcome);
            });
  }

  private static boolean movesRuns(CatalogProposal proposal) {
    return proposal instanceof CatalogProposal.DeleteExperiment
        || proposal instanceof CatalogProposal.RestoreExperiment;
  }
}
