/**
 * Metric points in bulk: points of one metric of one run as primitive columns, and the packed bytes
 * in which Cassandra keeps them. In: points in any order; out: the same points, bit for bit. Knows
 * no run, no key, no store.
 */
package dev.kiseki.store.chunk;
