package dev.kiseki.ingest.http;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogProposal.ChangeRegistry;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.ingest.publish.CatalogWriter;
import dev.kiseki.protocol.answer.Revisions;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** Changes of the registry, from a request to the registry right after them. */
@Singleton
final class RegistryWrites {
  private final CatalogWriter catalog;

  RegistryWrites(CatalogWriter catalog) {
    this.catalog = catalog;
  }

  /** The registry as the change left it; fails with the refusal. */
  CompletionStage<Registry> apply(HttpRequest<?> request, RegistryChange change) {
    ChangeRegistry proposal =
        new ChangeRegistry(change, Revisions.expected(request), Caller.user(request));
    return catalog
        .write(proposal, Caller.sender(request))
        .thenApply(
            outcome -> {
              if (outcome.verdict() instanceof Verdict.Rejected refusal) {
                throw refusal.exception();
              }
              return outcome.next().registry();
            });
  }
}
