/**
 * What lies in the artifact storage, as a compacted topic. In: keys that were stored, with size and
 * checksum, and keys that are about to go. Out: that it is durable, or not. Knows no storage, no
 * run, and not how the ledger is compared.
 */
package dev.kiseki.transport.ledger;
