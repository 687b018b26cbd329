package dev.kiseki.processor.promote;

import dev.kiseki.event.run.MetricColumns;

/**
 * Points of one run accepted between two commits and not yet in the history store.
 *
 * @param offset offset on run-events of the first record they came from; with the run it names
 *     these points, and the same name always holds the same points once it was committed
 */
public record PendingPoints(long offset, MetricColumns columns) {}
