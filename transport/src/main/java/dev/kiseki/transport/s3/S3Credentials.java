package dev.kiseki.transport.s3;

import io.minio.credentials.AssumeRoleProvider;
import io.minio.credentials.AwsConfigProvider;
import io.minio.credentials.AwsEnvironmentProvider;
import io.minio.credentials.IamAwsProvider;
import io.minio.credentials.Provider;
import io.minio.credentials.StaticProvider;
import io.minio.errors.MinioException;
import okhttp3.OkHttpClient;

/**
 * Keys from where the settings say. Those that expire are fetched again by the SDK, on the thread
 * that needs them, some seconds before.
 */
final class S3Credentials {
  private static final String SESSION = "kiseki";
  private static final int ROLE_SECONDS = 3_600;

  private S3Credentials() {}

  /**
   * @param http for those that ask somebody
   */
  static Provider of(S3Settings settings, S3AccessSettings access, OkHttpClient http) {
    return switch (access.credentials()) {
      case STATIC -> new StaticProvider(settings.accessKey(), settings.secretKey(), null);
      case ENVIRONMENT -> new AwsEnvironmentProvider();
      case FILE ->
          new AwsConfigProvider(
              access.credentialsFile() == null ? null : access.credentialsFile().toString(),
              access.profile());
      case IDENTITY -> identity(access, http);
      case ASSUME_ROLE -> role(settings, access, http);
    };
  }

  /** An STS of one's own has to do with tokens only: other identities come from the machine. */
  private static Provider identity(S3AccessSettings access, OkHttpClient http) {
    boolean byToken = System.getenv("AWS_WEB_IDENTITY_TOKEN_FILE") != null;
    boolean own = byToken && access.stsEndpoint() != null;
    try {
      return new IamAwsProvider(own ? access.stsEndpoint().toString() : null, http);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("kiseki.s3.sts-endpoint cannot be used", e);
    }
  }

  private static Provider role(S3Settings settings, S3AccessSettings access, OkHttpClient http) {
    try {
      return new AssumeRoleProvider(
          String.valueOf(access.stsEndpoint() == null ? settings.endpoint() : access.stsEndpoint()),
          settings.accessKey(),
          settings.secretKey(),
          ROLE_SECONDS,
          null,
          settings.region(),
          access.roleArn(),
          SESSION,
          null,
          http);
    } catch (MinioException e) {
      throw new IllegalArgumentException("kiseki.s3.sts-endpoint cannot be used", e);
    }
  }
}
