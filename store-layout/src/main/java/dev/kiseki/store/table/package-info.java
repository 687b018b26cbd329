/**
 * The way to Cassandra, for the service that writes and the one that reads: settings, a session
 * that comes and goes with the server, the schema check. In: settings; out: a driver session on a
 * keyspace of the current layout. Statements live with those who run them.
 */
package dev.kiseki.store.table;
