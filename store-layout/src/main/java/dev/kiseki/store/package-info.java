/**
 * The store contract: how runs lie in RocksDB and Cassandra, how points are packed, how a query is
 * put to a shard. Between stream-processor, which writes, and query-api, which reads; neither Kafka
 * nor a framework is known here.
 */
package dev.kiseki.store;
