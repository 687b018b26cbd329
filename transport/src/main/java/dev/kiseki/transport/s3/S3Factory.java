package dev.kiseki.transport.s3;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.minio.MinioAsyncClient;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/** Makes the client. Nothing here waits for S3. */
@Factory
final class S3Factory {
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
    return client(settings, settings.endpoint()).httpClient(http, true).build();
  }

  /** Signs for the address that clients use, and never sends anything there itself. */
  @Singleton
  PresignedUrls presignedUrls(S3Settings settings) {
    return new PresignedUrls(
        Optional.ofNullable(settings.publicEndpoint())
            .map(address -> client(settings, address).build()));
  }

  private static MinioAsyncClient.Builder client(S3Settings settings, URI endpoint) {
    return MinioAsyncClient.builder()
        .endpoint(endpoint.toString())
        .region(settings.region())
        .credentials(settings.accessKey(), settings.secretKey());
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
