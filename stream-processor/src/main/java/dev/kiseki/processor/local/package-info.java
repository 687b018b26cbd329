/**
 * The state of one partition: changes in memory, written once per commit to RocksDB and to the
 * changelog. In: what the fold decided. Out: documents, pending points and refusals for readers on
 * other threads, who see a change at once. Knows Kafka Streams and RocksDB; knows no rule of
 * tracking. Two classes here, and only they, use internals of Kafka Streams.
 */
package dev.kiseki.processor.local;
