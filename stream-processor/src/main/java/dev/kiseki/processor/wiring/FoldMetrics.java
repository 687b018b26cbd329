package dev.kiseki.processor.wiring;

import dev.kiseki.processor.StreamProcessor;
import dev.kiseki.processor.topology.FoldCounters;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import java.util.function.ToDoubleFunction;

/**
 * Shows the fold's counts as {@code kiseki.fold.records} by verdict and {@code kiseki.fold.points}.
 */
@Context
final class FoldMetrics {
  private final MeterRegistry registry;
  private final FoldCounters counters;

  FoldMetrics(StreamProcessor processor, MeterRegistry registry) {
    this.registry = registry;
    this.counters = processor.counters();
    records("applied", FoldCounters::applied);
    records("refused", FoldCounters::refused);
    records("unreadable", FoldCounters::unreadable);
    records("repeated", FoldCounters::repeated);
    FunctionCounter.builder("kiseki.fold.points", counters, FoldCounters::points)
        .description("metric points accepted")
        .register(registry);
  }

  private void records(String verdict, ToDoubleFunction<FoldCounters> count) {
    FunctionCounter.builder("kiseki.fold.records", counters, count)
        .description("records of run-events folded since start")
        .tag("verdict", verdict)
        .register(registry);
  }
}
