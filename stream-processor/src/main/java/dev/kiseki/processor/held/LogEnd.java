package dev.kiseki.processor.held;

import java.util.concurrent.CompletionStage;

/** Asks the log how long a partition is. */
@FunctionalInterface
public interface LogEnd {
  /** The offset after the last record of a partition of run-events; one request, never blocks. */
  CompletionStage<Long> endOf(int partition);
}
