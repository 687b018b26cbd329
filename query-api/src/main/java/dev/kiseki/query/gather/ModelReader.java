package dev.kiseki.query.gather;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunView;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads single logged models with everything acknowledged before the call. */
public interface ModelReader {
  /**
   * Deleted ones too; empty when no model has the id; TEMPORARILY_UNAVAILABLE when its owner is
   * away.
   */
  CompletionStage<Optional<RunView>> model(RunId id);
}
