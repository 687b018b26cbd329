/**
 * The write path: HTTP in, events out. Requests are read by {@code http}, checked by {@code
 * accept}, put on the log by {@code publish}; {@code artifact} moves files past it.
 */
package dev.kiseki.ingest;
