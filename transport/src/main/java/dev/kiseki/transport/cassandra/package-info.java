/**
 * The session to Cassandra as a bean. In: {@code kiseki.cassandra.*}. Out: the one session of the
 * process, opened without waiting. Knows no table.
 */
package dev.kiseki.transport.cassandra;
