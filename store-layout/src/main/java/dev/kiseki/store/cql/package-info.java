/**
 * Names and definitions of what lies in Cassandra: the numbered scripts, and constants for the
 * names in them. In: keyspace and replication; out: statements as text. Knows no driver.
 */
package dev.kiseki.store.cql;
