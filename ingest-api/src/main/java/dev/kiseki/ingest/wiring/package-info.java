/** What the write path waits for, told to the readiness answer. Nothing is decided here. */
package dev.kiseki.ingest.wiring;
