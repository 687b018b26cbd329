/**
 * A run search as typed values: what a shard tests, in which order it answers, and where it goes
 * on. In: a bound query from query-api, as bytes. Out: the first rows of a total order that ends in
 * the run id, and the exact merge of several shards' rows. Knows run documents only; no text of a
 * filter, no storage, no network.
 */
package dev.kiseki.store.scan;
