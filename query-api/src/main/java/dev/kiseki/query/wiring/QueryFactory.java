package dev.kiseki.query.wiring;

import dev.kiseki.query.gather.CatalogView;
import dev.kiseki.query.gather.ChangeLog;
import dev.kiseki.query.history.BulkHistory;
import dev.kiseki.query.history.HistorySources;
import dev.kiseki.query.history.MetricHistory;
import dev.kiseki.query.history.PendingPoints;
import dev.kiseki.query.history.PointMemory;
import dev.kiseki.query.lookup.CassandraChunks;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.transport.catalog.CatalogRecords;
import dev.kiseki.transport.catalog.CatalogReplica;
import dev.kiseki.transport.kafka.KafkaSettings;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes what reads history, and the threads it unpacks and sorts on. */
@Factory
final class QueryFactory {
  private static final String HISTORY = "history";

  /** A client gives up at some time, too. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  @Singleton
  CatalogView catalogView(CatalogReplica replica) {
    return replica::current;
  }

  @Singleton
  ChangeLog changeLog(KafkaSettings kafka) {
    CatalogRecords records = new CatalogRecords(kafka);
    return (offsets, visitor) -> records.read(offsets, visitor::record);
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
  HistorySources historySources(
      PendingPoints pending,
      CassandraSession session,
      @Value("${kiseki.query.points-in-memory:0}") long pointsInMemory,
      @Named(HISTORY) ExecutorService threads) {
    return new HistorySources(
        pending,
        new CassandraChunks(session, threads),
        new PointMemory(pointsInMemory > 0 ? pointsInMemory : defaultPoints(), LONGEST_WAIT),
        threads);
  }

  /** An eighth of the heap, at 32 bytes a point. */
  private static long defaultPoints() {
    return Math.max(2_000_000, Runtime.getRuntime().maxMemory() / 8 / 32);
  }

  @Singleton
  MetricHistory metricHistory(HistorySources sources) {
    return new MetricHistory(sources);
  }

  @Singleton
  BulkHistory bulkHistory(HistorySources sources) {
    return new BulkHistory(sources);
  }
}
