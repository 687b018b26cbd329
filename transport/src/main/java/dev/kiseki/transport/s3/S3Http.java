package dev.kiseki.transport.s3;

import okhttp3.OkHttpClient;

/**
 * The client below the SDK, for requests that nobody signs: the same trust and timeouts, nothing is
 * repeated.
 */
public record S3Http(OkHttpClient client) {}
