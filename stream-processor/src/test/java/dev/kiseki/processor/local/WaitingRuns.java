package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.key.OutboxEntry;
import java.util.Map;
import java.util.TreeMap;

/** What waits to be written to the history store, found as who writes it finds it. */
public final class WaitingRuns {
  private WaitingRuns() {}

  public static Map<RunId, OutboxEntry> all(RunStateReader reader) {
    return until(reader, DueTimes.NEVER - 1);
  }

  /** Those that a look for what is due by then meets. */
  static Map<RunId, OutboxEntry> until(RunStateReader reader, long until) {
    Map<RunId, OutboxEntry> runs = new TreeMap<>();
    int from = 0;
    do {
      from =
          reader.due(
              from,
              until,
              new DueVisitor() {
                @Override
                public long visit(RunId run, OutboxEntry entry) {
                  runs.put(run, entry);
                  return entry.dueMillis();
                }

                @Override
                public boolean wantsMore() {
                  return true;
                }
              });
    } while (from != 0);
    return runs;
  }
}
