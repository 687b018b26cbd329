package dev.kiseki.processor.local;

import java.time.Duration;

/**
 * What a partition may hold in memory and how long its changes wait.
 *
 * @param dirtyRuns changed runs after which a commit is asked for at once
 * @param pendingPoints points not yet committed, after which likewise
 * @param historyDelay how long a changed run waits before it is written to the history store
 * @param historyDelayEnded the same for a run that has ended
 * @param historyPoints pending points of a run that are written without waiting; a run of more than
 *     20 metrics waits for more, up to ten times as many
 */
public record StoreLimits(
    int dirtyRuns,
    int pendingPoints,
    Duration historyDelay,
    Duration historyDelayEnded,
    int historyPoints) {
  public static final StoreLimits DEFAULT =
      new StoreLimits(20_000, 500_000, Duration.ofSeconds(30), Duration.ofSeconds(2), 20_000);
}
