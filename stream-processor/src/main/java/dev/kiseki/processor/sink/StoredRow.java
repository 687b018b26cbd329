package dev.kiseki.processor.sink;

import dev.kiseki.store.chunk.Points;

/**
 * A chunk as it stands in Cassandra.
 *
 * @param writtenAt the row's write timestamp
 */
record StoredRow(long firstOffset, int part, long lastOffset, long writtenAt, Points points) {}
