/**
 * Rows from all shards as one exact answer, and the ports through which shards and the catalog are
 * reached. In: a bound query. Out: its first rows in order, or a failure; never fewer rows. Knows
 * neither gRPC nor HTTP.
 */
package dev.kiseki.query.gather;
