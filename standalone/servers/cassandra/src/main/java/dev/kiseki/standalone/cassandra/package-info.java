/**
 * One Cassandra node, for a local Kiseki.
 *
 * <p>In: ports and a folder, as system properties of the launcher. Out: {@code cassandra.yaml} and
 * CQL on the loopback interface. Knows no keyspace of Kiseki: the services create theirs.
 */
package dev.kiseki.standalone.cassandra;
