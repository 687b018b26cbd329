/**
 * Reads from Cassandra, one statement per class. In: ids; out: points, or an error of Kiseki's own.
 * Knows no HTTP and no order of answers.
 */
package dev.kiseki.query.lookup;
