package dev.kiseki.ingest.artifact;

import dev.kiseki.store.ledger.LedgerEntry;
import dev.kiseki.transport.ledger.ArtifactLedger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the ledger what was stored and what is about to go. Without the ledger artifacts are stored
 * all the same, after a short wait; nothing is removed then.
 */
@Singleton
final class LedgerRecords {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerRecords.class);
  private static final long LONGEST_WAIT_MILLIS = 2_000;

  private final ArtifactLedger ledger;
  private final Counter recorded;
  private final Counter failed;
  private final AtomicBoolean away = new AtomicBoolean();

  LedgerRecords(ArtifactLedger ledger, MeterRegistry registry) {
    this.ledger = ledger;
    this.recorded = counter(registry, "recorded");
    this.failed = counter(registry, "failed");
  }

  private static Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder("kiseki.artifact.ledger")
        .tag("outcome", outcome)
        .description("uploads whose size and checksum were to be recorded")
        .register(registry);
  }

  /** Completes when it is recorded, or when that can't be waited for; never fails. */
  CompletableFuture<Void> record(String key, Stored stored) {
    LedgerEntry entry =
        new LedgerEntry(stored.size(), stored.crc32c(), stored.etag(), System.currentTimeMillis());
    return ledger
        .recorded(key, entry)
        .handle((done, failure) -> note(key, failure))
        .toCompletableFuture()
        .copy() // what completes early would never be noted
        .completeOnTimeout(null, LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** The same, when what is stored has to be asked for first. */
  CompletableFuture<Void> record(String key, CompletableFuture<Stored> asked) {
    return asked
        .thenCompose(stored -> record(key, stored))
        .exceptionally(failure -> note(key, failure));
  }

  /** Before an object is removed; fails when it must stay. */
  CompletionStage<Void> removing(List<String> keys) {
    return ledger.removed(keys);
  }

  private Void note(String key, Throwable failure) {
    if (failure == null) {
      recorded.increment();
      if (away.compareAndSet(true, false)) {
        LOG.info("Artifacts are recorded in the ledger again");
      }
    } else {
      failed.increment();
      if (away.compareAndSet(false, true)) { // once an outage
        LOG.warn("Artifacts are stored, but not recorded in the ledger ({})", key, failure);
      }
    }
    return null;
  }
}
