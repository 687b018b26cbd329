/**
 * An S3 endpoint over a folder, for a local Kiseki.
 *
 * <p>In: port, folder, bucket and keys, from the launcher. Out: S3 over HTTP on the loopback
 * interface, with the bucket in place. Knows nothing of artifacts or runs.
 */
package dev.kiseki.standalone.s3;
