package dev.kiseki.transport.s3;

import io.minio.errors.MinioException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What lies in a failure of the S3 SDK. */
public final class S3Failures {
  private S3Failures() {}

  /** Without the wrappings of futures and of the SDK. */
  public static Throwable root(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof CompletionException
            || cause instanceof ExecutionException
            || cause.getClass() == MinioException.class)) {
      cause = cause.getCause();
    }
    return cause;
  }
}
