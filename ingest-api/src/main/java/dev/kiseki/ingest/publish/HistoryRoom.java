package dev.kiseki.ingest.publish;

import dev.kiseki.event.id.RunId;

/** Whether there is room for more metric points. */
interface HistoryRoom {
  /** Whether the owner of the run asked for no more for now. Costs next to nothing. */
  boolean full(RunId run);
}
