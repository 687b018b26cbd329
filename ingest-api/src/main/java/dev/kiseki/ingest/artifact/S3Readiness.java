package dev.kiseki.ingest.artifact;

import dev.kiseki.protocol.server.ReadinessCheck;
import dev.kiseki.transport.s3.S3Settings;
import dev.kiseki.transport.s3.TlsTrouble;
import io.minio.BucketExistsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioAsyncClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
  private volatile String waiting;
  private String lastFailure = "";

  /**
   * @param timer its thread only starts requests; whoever shuts it down ends the looking
   */
  S3Readiness(MinioAsyncClient client, S3Settings settings, ScheduledExecutorService timer) {
    this.client = client;
    this.settings = settings;
    this.timer = timer;
    this.waiting = away();
    timer.execute(this::look);
  }

  @Override
  public String name() {
    return "artifact storage";
  }

  @Override
  public Optional<String> waitingFor() {
    return ready ? Optional.empty() : Optional.of(waiting);
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
        .thenAccept(made -> LOG.info("Made the bucket {}", settings.bucket()))
        .exceptionallyCompose(
            refusal -> CompletableFuture.failedFuture(new BucketRefused(refusal)));
  }

  private void note(Throwable failure) {
    boolean before = ready;
    ready = failure == null;
    String text = failure == null ? "" : why(failure);
    waiting = text;
    if (ready && !before) {
      LOG.info("S3 at {} is there", settings.endpoint());
    } else if (!ready && !text.equals(lastFailure)) {
      boolean answered = !text.equals(away());
      LOG.warn("Artifacts can't be used: {}{}", text, answered ? "" : " (" + failure + ")");
      LOG.debug("S3 failed", failure);
    }
    lastFailure = text;
  }

  /** In words, with what to do if somebody must do it. */
  private String why(Throwable failure) {
    Optional<TlsTrouble> tls = TlsTrouble.in(failure);
    if (tls.isPresent()) {
      return "no TLS with S3 at %s: %s. %s"
          .formatted(settings.endpoint(), tls.get().seen(), tls.get().advice());
    }
    String code = S3Faults.code(failure);
    boolean making =
        failure instanceof CompletionException && failure.getCause() instanceof BucketRefused;
    if (making) {
      String refusal = S3Faults.code(failure.getCause().getCause());
      return refusal.isEmpty()
          ? away()
          : "bucket %s is not there and S3 at %s does not let us make it (%s): make it, or allow s3:CreateBucket to the credentials of kiseki.s3, or correct kiseki.s3.bucket"
              .formatted(settings.bucket(), settings.endpoint(), refusal);
    }
    return code.isEmpty()
        ? away()
        : "S3 at %s refuses the credentials for bucket %s (%s): ./kiseki doctor says what is wrong"
            .formatted(settings.endpoint(), settings.bucket(), code);
  }

  private String away() {
    return "waiting for S3 at " + settings.endpoint();
  }

  /** Marks a failure to make the bucket. */
  private static final class BucketRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BucketRefused(Throwable refusal) {
      super(refusal);
    }
  }

  private void again(Duration delay) {
    if (!timer.isShutdown()) {
      timer.schedule(this::look, delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }
}
