/**
 * Curves as an Arrow IPC stream. In: points by column, from {@code history}; out: the bytes of
 * schema, dictionaries and record batches, one piece at a time. Knows no HTTP.
 */
package dev.kiseki.query.arrow;
