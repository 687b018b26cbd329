package dev.kiseki.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kiseki.event.fault.TrackingException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SearchTimesTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final SearchTimes times = new SearchTimes(registry);

  private long counted(String outcome) {
    return registry.get("kiseki.search").tag("outcome", outcome).timer().count();
  }

  @Test
  void aSearchIsCountedWhenItEndsByHowItEnded() {
    CompletableFuture<String> page = new CompletableFuture<>();
    CompletableFuture<Integer> sent =
        times.measured(() -> page.thenApply(String::length)).toCompletableFuture();
    assertThat(counted("answered")).isZero();
    page.complete("rows");
    assertThat(sent.join()).isEqualTo(4);
    assertThat(counted("answered")).isEqualTo(1);

    CompletableFuture<String> away = new CompletableFuture<>();
    var unused = times.measured(() -> away.thenApply(String::length));
    away.completeExceptionally(TrackingException.unavailable("no owner"));
    assertThat(counted("failed")).isEqualTo(1);
  }

  @Test
  void whatIsRefusedBeforeItBeginsCountsToo() {
    Throwable thrown =
        catchThrowable(
            () ->
                times.measured(
                    () -> {
                      throw TrackingException.invalid("filter");
                    }));
    assertThat(thrown).hasMessage("filter");
    assertThat(counted("refused")).isEqualTo(1);
    assertThat(counted("failed")).isZero();
  }
}
