/**
 * Joins the processor's ports to what the other modules offer: the catalog replica, the log, the
 * owners' topic, Cassandra. Micronaut's beans are made here and nowhere else in this module;
 * nothing is decided.
 */
package dev.kiseki.processor.wiring;
