/**
 * Records of the artifact ledger. In: what was stored. Out: bytes, and back. Knows no topic and no
 * storage.
 */
package dev.kiseki.store.ledger;
