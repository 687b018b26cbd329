/**
 * Which processor serves which partition, told on a compacted topic. Processors announce; the APIs
 * read along. A wrong entry is harmless: who is asked for a partition he does not hold says so.
 */
package dev.kiseki.transport.owner;
