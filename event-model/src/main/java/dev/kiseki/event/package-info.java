/**
 * The event contract: what ingest-api writes on the log and the processors fold. The parts that
 * both kinds of events share are here; below are the events, their bytes, their rules and the
 * topics they stand on. Sees the JDK and protobuf only.
 */
package dev.kiseki.event;
