/**
 * Copies of partitions that are folded elsewhere, and exact answers from them. In: what Kafka
 * Streams says of its standby tasks, and the log. Out: the runs as the owner would have them after
 * the last record that the log holds, or why that can't be told now. Writes nothing.
 */
package dev.kiseki.processor.standby;
