/**
 * The RPCs between the services: generated from {@code kiseki-shards.proto}, with what both ends
 * share about them.
 */
package dev.kiseki.store.shard;
