/**
 * Moves the points of runs from local state to the history store, in the background. In: the outbox
 * and pending points of the partitions held here. Out: writes through {@link
 * dev.kiseki.processor.promote.HistorySink}, then the news that they were acknowledged. May not
 * know which store that is, nor hold up the fold.
 */
package dev.kiseki.processor.promote;
