package dev.kiseki.query.http;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micronaut.context.annotation.Context;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * {@code kiseki_search_seconds}: whole searches of runs and logged models, from their text to the
 * page as it is sent. Made at once, so that its zeros are there before the first search.
 */
@Context
final class SearchTimes {
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
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final Timer answered;
  private final Timer refused;
  private final Timer failed;

  SearchTimes(MeterRegistry registry) {
    this.answered = timer(registry, "answered");
    this.refused = timer(registry, "refused");
    this.failed = timer(registry, "failed");
  }

  private static Timer timer(MeterRegistry registry, String outcome) {
    return Timer.builder("kiseki.search")
        .description("searches of runs and logged models, whole")
        .tag("outcome", outcome)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  /** Does the search; what it throws at once counts too. */
  <T> CompletionStage<T> measured(Supplier<CompletionStage<T>> search) {
    long start = System.nanoTime();
    CompletionStage<T> under;
    try {
      under = search.get();
    } catch (RuntimeException e) {
      note(start, e);
      throw e;
    }
    return under.whenComplete((page, failure) -> note(start, failure));
  }

  private void note(long start, Throwable failure) {
    of(failure).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
  }

  private Timer of(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause == null) {
      return answered;
    }
    return cause instanceof TrackingException known && refuses(known.code()) ? refused : failed;
  }

  private static boolean refuses(ErrorCode code) {
    return code.kind() == ErrorCode.Kind.CALLER || code.kind() == ErrorCode.Kind.OVERLOAD;
  }
}
