package dev.kiseki.transport.ledger;

import dev.kiseki.store.ledger.LedgerEntry;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Remembers what is stored, so that one can tell later what is missing or damaged. */
public interface ArtifactLedger {
  /** An object is in the storage. Completes when that is durable; fails like an append. */
  CompletionStage<Void> recorded(String key, LedgerEntry entry);

  /**
   * Objects are about to be removed. Told before, so that the ledger never names bytes that are
   * gone; completes when all of it is durable, fails when any of it may not be.
   */
  CompletionStage<Void> removed(List<String> keys);
}
