package dev.kiseki.ingest.publish;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunView;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Logged models as their partitions' owners have folded them. */
public interface ModelReader {
  /**
   * The model with everything acknowledged before the call, deleted ones too; empty when no model
   * has the id. Fails with {@code TrackingException} when its partition can't be asked.
   */
  CompletionStage<Optional<RunView>> model(RunId id);
}
