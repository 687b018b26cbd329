package dev.kiseki.query.wiring;

import dev.kiseki.protocol.server.ReadinessCheck;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.transport.catalog.CatalogReplica;
import dev.kiseki.transport.owner.OwnerDirectory;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

/** What reading needs. */
@Factory
final class ReadPathReadiness {
  @Singleton
  @Named("query-catalog")
  ReadinessCheck catalog(CatalogReplica catalog) {
    return ReadinessCheck.of("catalog", catalog::waitingFor);
  }

  @Singleton
  @Named("query-shards")
  ReadinessCheck shards(OwnerDirectory owners) {
    return ReadinessCheck.of("shards", owners::waitingFor);
  }

  @Singleton
  @Named("query-cassandra")
  ReadinessCheck cassandra(CassandraSession session) {
    return ReadinessCheck.of("cassandra", session::waitingFor);
  }
}
