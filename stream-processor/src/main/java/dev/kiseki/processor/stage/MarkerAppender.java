package dev.kiseki.processor.stage;

import dev.kiseki.event.run.RunEvent;
import java.util.concurrent.CompletionStage;

/** Appends to one partition of run-events, with an empty key. */
@FunctionalInterface
public interface MarkerAppender {
  /**
   * @return completes when the marker is durable; markers given one after the other are appended in
   *     that order
   */
  CompletionStage<Void> append(int partition, RunEvent marker);
}
