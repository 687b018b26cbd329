package dev.kiseki.ingest.wiring;

import dev.kiseki.protocol.server.ReadinessCheck;
import dev.kiseki.transport.catalog.CatalogReplica;
import dev.kiseki.transport.kafka.TopicAdmin;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** Shards are not waited for: writes that can't conflict are accepted without them. */
@Factory
final class WritePathReadiness {
  @Singleton
  @Named("ingest-kafka")
  ReadinessCheck kafka(TopicAdmin topics) {
    return ReadinessCheck.of("kafka", topics::waitingFor);
  }

  @Singleton
  @Named("ingest-catalog")
  ReadinessCheck catalog(CatalogReplica catalog) {
    return ReadinessCheck.of("catalog", catalog::waitingFor);
  }
}
