package dev.kiseki.processor.promote;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A history store for runs without long curves: it is never read. */
@FunctionalInterface
public interface WritesOnly extends HistorySink {
  @Override
  default CompletionStage<Boolean> earlier(
      RunId run, String metric, long before, Consumer<Points> points) {
    return CompletableFuture.failedFuture(new AssertionError("nobody reads here"));
  }
}
