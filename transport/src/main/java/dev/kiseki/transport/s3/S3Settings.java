package dev.kiseki.transport.s3;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;

/**
 * Where artifacts are kept.
 *
 * @param endpoint scheme, host and port; no path
 * @param publicEndpoint the same storage as clients reach it; null when they cannot, then all bytes
 *     go through this server
 * @param bucket holds every artifact; made at start when it is missing
 * @param connectTimeout after it S3 counts as away
 * @param readTimeout longest silence of S3 in the middle of an answer or of taking in a part
 */
@ConfigurationProperties("kiseki.s3")
public record S3Settings(
    @Bindable(defaultValue = "http://127.0.0.1:9000") URI endpoint,
    @Nullable URI publicEndpoint,
    @Bindable(defaultValue = "kiseki") String accessKey,
    @Bindable(defaultValue = "kiseki-secret") String secretKey,
    @Bindable(defaultValue = "kiseki-artifacts") String bucket,
    @Bindable(defaultValue = "us-east-1") String region,
    @Bindable(defaultValue = "2s") Duration connectTimeout,
    @Bindable(defaultValue = "30s") Duration readTimeout) {

  public S3Settings {
    requireAddress("endpoint", endpoint);
    if (publicEndpoint != null) {
      requireAddress("public-endpoint", publicEndpoint);
    }
    if (bucket.isBlank()) {
      throw new IllegalArgumentException("kiseki.s3.bucket must not be empty");
    }
    requirePositive("connect-timeout", connectTimeout);
    requirePositive("read-timeout", readTimeout);
  }

  private static void requireAddress(String name, URI address) {
    String scheme = String.valueOf(address.getScheme());
    boolean known = scheme.equals("http") || scheme.equals("https");
    if (!known || address.getHost() == null || address.getRawPath().length() > 1) {
      throw new IllegalArgumentException(
          "kiseki.s3." + name + " must be an http or https address without a path, not " + address);
    }
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("kiseki.s3." + name + " must be positive");
    }
  }

  @Override
  public String toString() {
    return "S3Settings[" + endpoint + ", bucket " + bucket + ", region " + region + "]";
  }
}
