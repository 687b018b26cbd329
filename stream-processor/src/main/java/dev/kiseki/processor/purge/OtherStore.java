package dev.kiseki.processor.purge;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.PurgedRun;
import java.util.concurrent.CompletionStage;

/** A store that holds something of runs. */
public interface OtherStore {
  /** For a person: {@code its history in Cassandra}. */
  String what();

  /**
   * Removes what is left of a run, for good: what was sent to the store before and arrives later
   * must not stay there either. May be called again for the same run, also after it was broken off
   * anywhere.
   *
   * @return completes when nothing is left; fails when something may be, and is then called again
   */
  CompletionStage<Void> remove(RunId run, PurgedRun purged);
}
