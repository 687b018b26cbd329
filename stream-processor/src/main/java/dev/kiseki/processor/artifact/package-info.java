/**
 * Removes the artifacts of purged runs from the bucket of proxied artifacts. In: the artifact URI
 * of a run. Out: requests to S3. Artifacts that clients wrote elsewhere themselves are left alone.
 */
package dev.kiseki.processor.artifact;
