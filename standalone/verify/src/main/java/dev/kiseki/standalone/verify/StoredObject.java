package dev.kiseki.standalone.verify;

import java.time.Instant;

/**
 * An object as S3 has it now.
 *
 * @param etag without quotes; empty when S3 tells none
 */
record StoredObject(String key, long size, String etag, Instant changed) {}
