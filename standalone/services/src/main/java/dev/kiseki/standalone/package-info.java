/**
 * Puts ingest-api, stream-processor and query-api into one process on one port. Adds no behaviour
 * of its own.
 */
package dev.kiseki.standalone;
