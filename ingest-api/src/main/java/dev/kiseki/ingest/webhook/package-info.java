/**
 * Tells webhooks what the catalog's fold says they have to be told. In: the folded catalog. Out:
 * signed HTTP requests, and records on the catalog that say how they ended. One instance of all
 * delivers at a time; no write waits for it.
 */
package dev.kiseki.ingest.webhook;
