package dev.kiseki.ingest.artifact;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.minio.MinioAsyncClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Wires the artifact service. Nothing here waits for S3. */
@Factory
final class ArtifactFactory {
  private static final int MOST_REQUESTS = 256;
  private static final int IDLE_CONNECTIONS = 32;

  @Singleton
  @Bean(preDestroy = "close")
  MinioAsyncClient client(S3Settings settings) {
    AtomicInteger number = new AtomicInteger();
    Dispatcher dispatcher =
        new Dispatcher(
            new ThreadPoolExecutor(
                0,
                MOST_REQUESTS,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                named("kiseki-s3-", number)));
    dispatcher.setMaxRequests(MOST_REQUESTS);
    dispatcher.setMaxRequestsPerHost(MOST_REQUESTS); // there is one host; the default is 5
    OkHttpClient http =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES))
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectTimeout(settings.connectTimeout())
            .readTimeout(settings.readTimeout())
            .writeTimeout(settings.readTimeout())
            .build();
    return MinioAsyncClient.builder()
        .endpoint(settings.endpoint().toString())
        .region(settings.region())
        .credentials(settings.accessKey(), settings.secretKey())
        .httpClient(http, true)
        .build();
  }

  @Singleton
  @Bean(preDestroy = "close")
  Transfers transfers(TransferSettings settings) {
    return new Transfers(settings);
  }

  @Singleton
  Artifacts artifacts(
      MinioAsyncClient client, S3Settings s3, Transfers transfers, TransferSettings settings) {
    return new Artifacts(client, s3, transfers, settings);
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
