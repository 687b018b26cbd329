/**
 * Writes runs and their history to Cassandra. In: a run's document and its pending points; out:
 * rows, and word when a quorum has them. Safe to repeat: rows are named and timed by log offsets.
 * Knows no fold and no Kafka, and never waits.
 */
package dev.kiseki.processor.sink;
