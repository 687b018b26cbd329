package dev.kiseki.ingest.artifact;

import dev.kiseki.protocol.server.ReadinessCheck;
import dev.kiseki.transport.s3.S3Settings;
import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks for S3, makes the bucket when it is missing, and goes on looking. */
final class S3Readiness implements ReadinessCheck {
  private static final Logger LOG = LoggerFactory.getLogger(S3Readiness.class);
  private static final Duration WHILE_AWAY = Duration.ofSeconds(1);
  private static final Duration WHILE_THERE = Duration.ofSeconds(10);

  private final MinioAsyncClient client;
  private final S3Settings settings;
  private final ScheduledExecutorService timer;
  private volatile boolean ready;
  private volatile String lastFailure = "";

  /**
   * @param timer its thread only starts requests; whoever shuts it down ends the looking
   */
  S3Readiness(MinioAsyncClient client, S3Settings settings, ScheduledExecutorService timer) {
    this.client = client;
    this.settings = settings;
    this.timer = timer;
    timer.execute(this::look);
  }

  @Override
  public String name() {
    return "artifact storage";
  }

  @Override
  public Optional<String> waitingFor() {
    return ready ? Optional.empty() : Optional.of("waiting for S3 at " + settings.endpoint());
  }

  private void look() {
    makeBucket()
        .whenComplete(
            (done, failure) -> {
              note(failure);
              again(failure == null ? WHILE_THERE : WHILE_AWAY);
            });
  }

  private CompletableFuture<Void> makeBucket() {
    try {
      BucketExistsArgs bucket = BucketExistsArgs.builder().bucket(settings.bucket()).build();
      return client
          .bucketExists(bucket)
          .thenCompose(
              there -> there ? CompletableFuture.completedFuture(null) : makeMissingBucket());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Void> makeMissingBucket() {
    return client
        .makeBucket(MakeBucketArgs.builder().bucket(settings.bucket()).build())
        .thenAccept(made -> LOG.info("Made the bucket {}", settings.bucket()));
  }

  private void note(Throwable failure) {
    boolean before = ready;
    ready = failure == null;
    String text = failure == null ? "" : failure.toString();
    if (ready && !before) {
      LOG.info("S3 at {} is there", settings.endpoint());
    } else if (!ready && !text.equals(lastFailure)) {
      LOG.warn("Waiting for S3 at {}: {}", settings.endpoint(), text);
    }
    lastFailure = text;
  }

  private void again(Duration delay) {
    if (!timer.isShutdown()) {
      timer.schedule(this::look, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
