/**
 * Contract of the search indexes: which keys a run document puts into {@link
 * dev.kiseki.store.key.StoreFamily#INDEX}, byte by byte, and how they are read back. In: documents,
 * values and bounds; out: keys whose order is the order of a search. Knows no RocksDB.
 */
package dev.kiseki.store.index;
