/**
 * From checked proposals to the log. In: run events and catalog proposals. Out: their verdicts, and
 * the state that later requests are checked against. Knows nothing of HTTP.
 */
package dev.kiseki.ingest.publish;
