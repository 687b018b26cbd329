/**
 * Answers a search over one partition: text was parsed and bound elsewhere; here a plan is chosen
 * by estimated cost, an index or a part of it is walked, and every document is tested again. In: a
 * {@link dev.kiseki.store.scan.RunQuery} and a view of one moment; out: the first rows in the
 * query's order, the same that a scan of all runs would give. Knows no gRPC, no Kafka and no
 * RocksDB.
 */
package dev.kiseki.processor.search;
