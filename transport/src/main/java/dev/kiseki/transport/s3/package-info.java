/**
 * Artifacts in S3, for whoever stores them and whoever removes them. In: {@code kiseki.s3.*}. Out:
 * the one client of the process, where an artifact URI points to, and the removal of folders. Knows
 * no HTTP of ours and no run.
 */
package dev.kiseki.transport.s3;
