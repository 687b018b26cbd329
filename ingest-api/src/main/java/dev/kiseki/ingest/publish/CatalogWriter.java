package dev.kiseki.ingest.publish;

import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.event.catalog.CatalogProposal;
import java.util.concurrent.CompletionStage;

/** The log of catalog events, and what became of a record on it. */
public interface CatalogWriter {
  /**
   * Appends the proposal and folds up to it.
   *
   * @param sender the client as it named itself
   * @return the outcome of exactly this proposal, a refusal included. Fails with {@code
   *     TrackingException} when its fate is not known
   */
  CompletionStage<CatalogFold.Outcome> write(CatalogProposal proposal, String sender);
}
