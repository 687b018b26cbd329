package dev.kiseki.ingest.artifact;

import dev.kiseki.ingest.publish.ModelReader;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.protocol.server.ArtifactCapabilities;
import dev.kiseki.transport.s3.PresignedUrls;
import dev.kiseki.transport.s3.S3Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.minio.MinioAsyncClient;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Wires the artifact service. Nothing here waits for S3. */
@Factory
final class ArtifactFactory {
  @Singleton
  @Bean(preDestroy = "close")
  Transfers transfers(TransferSettings settings) {
    return new Transfers(settings);
  }

  @Singleton
  FreePlaces places(MinioAsyncClient client, S3Settings s3, LedgerRecords records) {
    return new FreePlaces(new ObjectStore(client, s3.bucket(), records::removing));
  }

  @Singleton
  Downloads downloads(
      MinioAsyncClient client,
      S3Settings s3,
      StraightFactory.Straight straight,
      Transfers transfers,
      LedgerRecords records,
      MeterRegistry registry) {
    ObjectStore store = new ObjectStore(client, s3.bucket(), records::removing);
    return new Downloads(store, straight.reads(), transfers.readers(), s3, registry);
  }

  @Singleton
  Artifacts artifacts(
      MinioAsyncClient client,
      S3Settings s3,
      Downloads downloads,
      FreePlaces places,
      Transfers transfers,
      TransferSettings settings,
      RunReader runs,
      ModelReader models,
      LedgerRecords records) {
    return new Artifacts(client, s3, downloads, places, transfers, settings, runs, models, records);
  }

  @Singleton
  ClientTransfers clientTransfers(
      MinioAsyncClient client,
      S3Settings s3,
      FreePlaces places,
      PresignedUrls urls,
      TransferSettings settings,
      LedgerRecords records) {
    return new ClientTransfers(client, s3, places, urls, settings, records);
  }

  @Singleton
  ArtifactCapabilities capabilities(PresignedUrls urls) {
    return urls::supported;
  }

  @Context
  S3Readiness readiness(MinioAsyncClient client, S3Settings settings, S3Timer timer) {
    return new S3Readiness(client, settings, timer.executor());
  }

  @Singleton
  @Bean(preDestroy = "close")
  S3Timer timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, named("kiseki-s3-watch-", new AtomicInteger()));
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return new S3Timer(timer);
  }

  /** The clock of {@link S3Readiness}; a type of its own, to be no executor for anybody else. */
  record S3Timer(ScheduledExecutorService executor) implements AutoCloseable {
    @Override
    public void close() {
      executor.shutdownNow();
    }
  }

  private static ThreadFactory named(String name, AtomicInteger number) {
    return task -> {
      Thread thread = Executors.defaultThreadFactory().newThread(task);
      thread.setName(name + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
