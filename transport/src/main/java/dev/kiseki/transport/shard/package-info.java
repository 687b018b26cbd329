/**
 * Questions to the shards. In: a run id or a query. Out: the owner's answer, or
 * TEMPORARILY_UNAVAILABLE; never a guess and never a part of an answer.
 */
package dev.kiseki.transport.shard;
