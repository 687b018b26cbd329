package dev.kiseki.transport.s3;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.core.annotation.Nullable;
import io.minio.MinioAsyncClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
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
  MinioAsyncClient client(
      S3Settings settings, S3AccessSettings access, @Nullable MeterRegistry registry) {
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
    OkHttpClient plain = http(settings, access).build();
    OkHttpClient http =
        plain
            .newBuilder()
            .dispatcher(dispatcher)
            .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES))
            .addInterceptor(new RetriedRequests(access.retryFor(), counted(registry)))
            .addInterceptor(new PiecewiseBodies())
            .build();
    return addressed(
        access,
        MinioAsyncClient.builder()
            .endpoint(settings.endpoint().toString())
            .region(settings.region())
            .credentialsProvider(S3Credentials.of(settings, access, plain))
            .httpClient(http, true)
            .build());
  }

  /**
   * @param registry none where nobody asks for metrics
   */
  private static LongAdder counted(@Nullable MeterRegistry registry) {
    LongAdder failures = new LongAdder();
    if (registry != null) {
      FunctionCounter.builder("kiseki.s3.failures", failures, LongAdder::sum)
          .description("requests to S3 that were given up, after they had been repeated")
          .register(registry);
    }
    return failures;
  }

  @Singleton
  S3Http plainHttp(S3Settings settings, S3AccessSettings access) {
    return new S3Http(http(settings, access).build());
  }

  private static OkHttpClient.Builder http(S3Settings settings, S3AccessSettings access) {
    OkHttpClient.Builder http =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .socketFactory(new PromptSockets())
            .connectTimeout(settings.connectTimeout())
            .readTimeout(settings.readTimeout())
            .writeTimeout(settings.readTimeout());
    return access.caFile() == null ? http : S3Trust.add(http, access.caFile());
  }

  private static MinioAsyncClient addressed(S3AccessSettings access, MinioAsyncClient client) {
    if (access.addressing() == S3AccessSettings.Addressing.VIRTUAL_HOST) {
      client.enableVirtualStyleEndpoint();
    } else {
      client.disableVirtualStyleEndpoint();
    }
    return client;
  }

  /** Signs for the address that clients use, and never sends anything there itself. */
  @Singleton
  @Bean(preDestroy = "close")
  PresignedUrls presignedUrls(S3Settings settings, S3AccessSettings access) {
    if (settings.publicEndpoint() == null) {
      return new PresignedUrls(Optional.empty());
    }
    OkHttpClient http = http(settings, access).build();
    return new PresignedUrls(
        Optional.of(
            addressed(
                access,
                MinioAsyncClient.builder()
                    .endpoint(settings.publicEndpoint().toString())
                    .region(settings.region())
                    .credentialsProvider(S3Credentials.of(settings, access, http))
                    .httpClient(http, true)
                    .build())));
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
