package dev.kiseki.transport.s3;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How the storage of {@link S3Settings} is reached and who asks.
 *
 * @param credentials where keys come from
 * @param credentialsFile of AWS's form; null = {@code AWS_SHARED_CREDENTIALS_FILE}, else {@code
 *     ~/.aws/credentials}
 * @param profile in that file; null = {@code AWS_PROFILE}, else {@code default}
 * @param stsEndpoint who gives keys for a role or a web identity token; null = for a role the
 *     storage itself, as MinIO does, for a token AWS
 * @param roleArn the role, for {@link Source#ASSUME_ROLE}
 * @param caFile certificates in PEM that are trusted besides those of the JVM
 * @param addressing where the bucket stands in an address
 * @param retryFor how long a request is repeated that S3 refused for the moment, or did not take
 */
@ConfigurationProperties("kiseki.s3")
public record S3AccessSettings(
    @Bindable(defaultValue = "static") Source credentials,
    @Nullable Path credentialsFile,
    @Nullable String profile,
    @Nullable URI stsEndpoint,
    @Nullable String roleArn,
    @Nullable Path caFile,
    @Bindable(defaultValue = "path") Addressing addressing,
    @Bindable(defaultValue = "10s") Duration retryFor) {

  /** Where keys come from. */
  public enum Source {
    /** {@code kiseki.s3.access-key} and {@code secret-key}. */
    STATIC,
    /** {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY}, {@code AWS_SESSION_TOKEN}. */
    ENVIRONMENT,
    /** A profile in a file. */
    FILE,
    /** The machine's own: a web identity token of Kubernetes, a container's, an instance's role. */
    IDENTITY,
    /** A role that the static keys may take, from STS. */
    ASSUME_ROLE
  }

  /** Where the bucket stands. */
  public enum Addressing {
    /** {@code https://host/bucket/key}. */
    PATH,
    /** {@code https://bucket.host/key}. */
    VIRTUAL_HOST
  }

  public S3AccessSettings {
    if (credentials == Source.ASSUME_ROLE && (roleArn == null || roleArn.isBlank())) {
      throw new IllegalArgumentException(
          "kiseki.s3.credentials is assume-role, so kiseki.s3.role-arn must name the role");
    }
    requireReadable("credentials-file", credentialsFile);
    requireReadable("ca-file", caFile);
    if (retryFor.isNegative()) {
      throw new IllegalArgumentException("kiseki.s3.retry-for must not be negative");
    }
  }

  private static void requireReadable(String name, Path file) {
    if (file != null && !Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "kiseki.s3." + name + " is " + file + ", which is not there or cannot be read");
    }
  }
}
