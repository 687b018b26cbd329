/**
 * Tells writers how far each partition is applied and what was refused. In: the partitions held
 * here. Out: one message to each subscriber for all that moved since its last one, however many
 * writers wait. Knows nothing of events or documents.
 */
package dev.kiseki.processor.receipts;
