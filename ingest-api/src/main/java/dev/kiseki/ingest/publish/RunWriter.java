package dev.kiseki.ingest.publish;

import dev.kiseki.event.run.RunEvent;
import java.util.concurrent.CompletionStage;

/** The log of run events, and what became of a record on it. */
public interface RunWriter {
  /**
   * Appends the event and waits for its verdict.
   *
   * @return completes when the event is durable: visible to every later read, or pending when the
   *     verdict took too long and the event can't be refused. Fails with {@code TrackingException}
   *     when it was refused, or when it isn't known to be durable; with RESOURCE_EXHAUSTED and
   *     nothing appended when it holds metrics and the history store is too far behind
   */
  CompletionStage<Visibility> write(RunEvent event);
}
