package dev.kiseki.query.history;

import java.util.concurrent.Executor;

/**
 * What histories are read from.
 *
 * @param memory bounds what all reads together hold
 * @param executor on which points are put in order; threads of the sources are not kept for it
 */
public record HistorySources(
    PendingPoints pending, StoredChunks stored, PointMemory memory, Executor executor) {}
