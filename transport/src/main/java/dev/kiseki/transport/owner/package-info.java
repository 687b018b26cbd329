/**
 * Which processor serves which partition, and which ones keep a copy of it, told on compacted
 * topics. Processors announce; the APIs read along. A wrong entry is harmless: who is asked for a
 * partition he does not hold says so.
 */
package dev.kiseki.transport.owner;
