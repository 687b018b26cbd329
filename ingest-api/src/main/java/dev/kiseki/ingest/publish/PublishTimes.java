package dev.kiseki.ingest.publish;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.context.annotation.Context;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * {@code kiseki_publish_seconds}: from the moment that a write is accepted until it is known what
 * to answer, by what that is. Made at once, so that its zeros are there before the first write.
 */
@Context
final class PublishTimes {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final Timer visible;
  private final Timer pending;
  private final Timer refused;
  private final Timer failed;

  PublishTimes(MeterRegistry registry) {
    this.visible = timer(registry, "visible");
    this.pending = timer(registry, "pending");
    this.refused = timer(registry, "refused");
    this.failed = timer(registry, "failed");
  }

  private static Timer timer(MeterRegistry registry, String outcome) {
    return Timer.builder("kiseki.publish")
        .description("from accepting a write until its answer is known")
        .tag("outcome", outcome)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /**
   * Gives the write back; its time counts from {@code start} until it completes.
   *
   * @param start of {@code System.nanoTime}
   * @param visibility of what it completed with
   */
  <T> CompletionStage<T> measured(
      long start, CompletionStage<T> write, Function<T, Visibility> visibility) {
    return write.whenComplete(
        (result, failure) ->
            of(failure == null ? visibility.apply(result) : null, failure)
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS));
  }

  private Timer of(Visibility visibility, Throwable failure) {
    if (failure == null) {
      return visibility == Visibility.VISIBLE ? visible : pending;
    }
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof TrackingException known && refuses(known.code()) ? refused : failed;
  }

  private static boolean refuses(ErrorCode code) {
    return code.kind() == ErrorCode.Kind.CALLER || code.kind() == ErrorCode.Kind.OVERLOAD;
  }
}
