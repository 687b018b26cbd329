/**
 * A run as the fold leaves it: immutable documents and their stored bytes. Written by
 * stream-processor, read by query-api. Knows events' ids and maps, and no store.
 */
package dev.kiseki.store.document;
