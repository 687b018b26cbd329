package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.key.OutboxEntry;

/** Sees runs that wait to be written to the history store. */
public interface DueVisitor {
  /**
   * One run that waits.
   *
   * @return epoch milliseconds from which it is worth another look, if it still waits then
   */
  long visit(RunId run, OutboxEntry entry);

  /** Whether to go on. */
  boolean wantsMore();
}
