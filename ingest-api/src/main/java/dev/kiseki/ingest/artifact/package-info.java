/**
 * Proxied artifacts: the bytes of a file go from the request to S3 and from S3 to the response
 * without ever being held whole. In come requests with a path; out go S3 calls, streams and
 * listings, and to the ledger what was stored. The path is judged before anything else happens.
 * Downloads are passed on by {@code relay} where that can be, and go through the SDK where it
 * cannot. Knows runs only by their artifact root, and nothing of the log.
 */
package dev.kiseki.ingest.artifact;
