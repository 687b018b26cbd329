/**
 * Receipts: how far each partition is applied, pushed by its owner. In: one stream from each
 * processor. Out: for a log position, the verdict on the record there. A stream costs the same for
 * one waiting request as for a thousand.
 */
package dev.kiseki.transport.receipt;
