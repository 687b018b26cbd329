/**
 * What Kafka Streams runs: one source, one processor, one store. In: records of run-events. Out:
 * decoded events to the fold, its outcome to the store, the position to whoever waits. Wiring and
 * nothing that decides about runs.
 */
package dev.kiseki.processor.topology;
