/**
 * Joins the ports of the read path to what the other modules offer: the catalog replica, the
 * shards' gRPC service, Cassandra. Nothing is decided here, and nothing else in this module knows
 * them.
 */
package dev.kiseki.query.wiring;
