package dev.kiseki.transport.s3;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.time.Duration;

/**
 * Where artifacts are kept.
 *
 * @param endpoint scheme, host and port; no path
 * @param bucket holds every artifact; made at start when it is missing
 * @param connectTimeout after it S3 counts as away
 * @param readTimeout longest silence of S3 in the middle of an answer or of taking in a part
 */
@ConfigurationProperties("kiseki.s3")
public record S3Settings(
    @Bindable(defaultValue = "http://127.0.0.1:9000") URI endpoint,
    @Bindable(defaultValue = "kiseki") String accessKey,
    @Bindable(defaultValue = "kiseki-secret") String secretKey,
    @Bindable(defaultValue = "kiseki-artifacts") String bucket,
    @Bindable(defaultValue = "us-east-1") String region,
    @Bindable(defaultValue = "2s") Duration connectTimeout,
    @Bindable(defaultValue = "30s") Duration readTimeout) {

  public S3Settings {
    if (endpoint.getHost() == null || !String.valueOf(endpoint.getScheme()).startsWith("http")) {
      throw new IllegalArgumentException(
          "kiseki.s3.endpoint must be an http or https address, not " + endpoint);
    }
    if (bucket.isBlank()) {
      throw new IllegalArgumentException("kiseki.s3.bucket must not be empty");
    }
    requirePositive("connect-timeout", connectTimeout);
    requirePositive("read-timeout", readTimeout);
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
