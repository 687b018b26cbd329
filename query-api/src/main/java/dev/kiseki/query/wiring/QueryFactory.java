package dev.kiseki.query.wiring;

import dev.kiseki.query.gather.CatalogView;
import dev.kiseki.query.history.BulkHistory;
import dev.kiseki.query.history.MetricHistory;
import dev.kiseki.query.history.PendingPoints;
import dev.kiseki.query.lookup.CassandraPoints;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.transport.catalog.CatalogReplica;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes what reads history, and the threads it unpacks and sorts on. */
@Factory
final class QueryFactory {
  private static final String HISTORY = "history";

  @Singleton
  CatalogView catalogView(CatalogReplica replica) {
    return replica::current;
  }

  @Singleton
  @Named(HISTORY)
  @Bean(preDestroy = "shutdown")
  ExecutorService historyThreads() {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        Runtime.getRuntime().availableProcessors(),
        work -> {
          Thread thread = new Thread(work, "history-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  @Singleton
  MetricHistory metricHistory(
      PendingPoints pending, CassandraSession session, @Named(HISTORY) ExecutorService threads) {
    return new MetricHistory(pending, new CassandraPoints(session, threads), threads);
  }

  @Singleton
  BulkHistory bulkHistory(MetricHistory history) {
    return new BulkHistory(history);
  }
}
