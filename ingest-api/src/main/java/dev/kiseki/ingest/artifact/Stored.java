package dev.kiseki.ingest.artifact;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An object that S3 has taken.
 *
 * @param crc32c of all its bytes; empty when they went past us
 * @param etag as S3 answered it
 */
record Stored(long size, OptionalInt crc32c, Optional<String> etag) {}
