package dev.kiseki.transport.cassandra;

import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.transport.kafka.KafkaSettings;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.annotation.Nullable;
import jakarta.inject.Singleton;

/** Opens the session. */
@Factory
final class CassandraFactory {
  @Singleton
  @Bean(preDestroy = "close")
  CassandraSession cassandraSession(
      CassandraConnection connection,
      CassandraAccess access,
      KafkaSettings kafka,
      @Nullable MeterRegistry registry) {
    CassandraSession session = CassandraSession.open(connection.settings(access, kafka.topics()));
    if (registry != null) {
      FunctionCounter.builder("kiseki.cassandra.failures", session, CassandraSession::failures)
          .description("statements that failed on every node that was asked")
          .register(registry);
    }
    return session;
  }
}
