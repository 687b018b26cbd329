/**
 * Writes the history of runs to Cassandra. In: a run's pending points; out: rows, and word when a
 * quorum has them. Safe to repeat: rows are named and timed by log offsets. Knows no fold and no
 * Kafka, and never waits.
 */
package dev.kiseki.processor.sink;
