/**
 * How the services reach the log and each other. In: events to append, questions to shards. Out:
 * log positions, verdicts, the catalog as this process has folded it. Knows Kafka and gRPC, so that
 * nobody else needs to; knows no HTTP and no store.
 */
package dev.kiseki.transport;
