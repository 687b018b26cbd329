/**
 * Where each thing lies in a partition's RocksDB: column families, keys and the small fixed values.
 * Each class owns one layout of bytes and describes it; integers are big-endian, so that unsigned
 * byte order is the order of the numbers. Written by stream-processor, which also sends the same
 * keys to its changelog.
 */
package dev.kiseki.store.key;
