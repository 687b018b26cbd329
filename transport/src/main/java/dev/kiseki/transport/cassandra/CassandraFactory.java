package dev.kiseki.transport.cassandra;

import dev.kiseki.store.table.CassandraSession;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Opens the session. */
@Factory
final class CassandraFactory {
  @Singleton
  @Bean(preDestroy = "close")
  CassandraSession cassandraSession(CassandraConnection connection) {
    return CassandraSession.open(connection.settings());
  }
}
