package dev.kiseki.ingest.publish;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunView;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Runs as their partitions' owners have folded them. */
public interface RunReader {
  /**
   * The run with everything acknowledged before the call; empty when no run has the id. Fails with
   * {@code TrackingException} when its partition can't be asked.
   */
  CompletionStage<Optional<RunView>> run(RunId id);
}
