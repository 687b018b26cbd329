package dev.kiseki.query.gather;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads single runs with everything acknowledged before the call. */
public interface RunReader {
  /** Empty when no run has the id; TEMPORARILY_UNAVAILABLE when its owner is away. */
  CompletionStage<Optional<RunView>> run(RunId id);

  /** Refused writes of one run, oldest first; none for an unknown run. */
  CompletionStage<List<Rejection>> rejections(RunId id);
}
