/**
 * Objects of S3 as the buffers that the HTTP server writes: read on the event loop of the client's
 * connection and handed on without a copy. In come signed addresses; out go, for success alone, the
 * head of the answer and its bytes as they are asked for. Whatever else happens is a failure, which
 * somebody else explains or repeats. Knows Netty, and neither Micronaut nor the S3 SDK.
 */
package dev.kiseki.ingest.relay;
