package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.transport.s3.S3Failures;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What went wrong at S3, in the caller's terms. Messages never carry an answer of S3. */
final class S3Faults {
  private static final Logger LOG = LoggerFactory.getLogger(S3Faults.class);
  private static final Set<String> TAKEN =
      Set.of("XMinioParentIsObject", "XMinioObjectExistsAsDirectory");
  private static final Set<String> NAME_REFUSED =
      Set.of("KeyTooLongError", "InvalidObjectName", "XMinioInvalidObjectName", "InvalidURI");
  private static final Set<String> PARTS_REFUSED =
      Set.of("InvalidPart", "InvalidPartOrder", "EntityTooSmall", "MalformedXML");
  private static final Set<String> FULL =
      Set.of("XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "QuotaExceeded");
  private static final Set<String> NOT_ALLOWED =
      Set.of(
          "AccessDenied",
          "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "AuthorizationHeaderMalformed");

  private final URI endpoint;

  S3Faults(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** Never null; a TrackingException stays what it is. */
  TrackingException translate(Throwable failure) {
    Throwable cause = S3Failures.root(failure);
    if (cause instanceof TrackingException refusal) {
      return refusal;
    }
    if (cause instanceof ErrorResponseException answered) {
      return answered(answered);
    }
    if (cause instanceof IOException || cause instanceof ServerException) {
      LOG.warn("S3 at {} is away: {}", endpoint, cause.toString());
      return away();
    }
    LOG.error("Unexpected answer of S3 at {}", endpoint, cause);
    return cause instanceof MinioException
        ? away()
        : new TrackingException(ErrorCode.INTERNAL_ERROR, "Internal error in artifact storage");
  }

  /** S3's own code for the failure; empty when S3 did not answer. */
  static String code(Throwable failure) {
    return S3Failures.root(failure) instanceof ErrorResponseException answered
        ? answered.errorResponse().code()
        : "";
  }

  static boolean isNoUpload(Throwable failure) {
    return code(failure).equals("NoSuchUpload");
  }

  static boolean isMissing(Throwable failure) {
    return code(failure).equals("NoSuchKey");
  }

  private TrackingException answered(ErrorResponseException answer) {
    String code = answer.errorResponse().code();
    if (code.equals("NoSuchKey")) {
      return TrackingException.notFound("No such artifact");
    }
    if (code.equals("NoSuchUpload")) {
      return TrackingException.notFound(
          "No such multipart upload: it was completed or aborted, or never begun");
    }
    if (PARTS_REFUSED.contains(code)) {
      return TrackingException.invalid(
          "The parts of the upload are not as they were sent (" + code + ")");
    }
    if (TAKEN.contains(code)) {
      return TrackingException.invalid("The artifact path is taken by a file or a directory");
    }
    if (NAME_REFUSED.contains(code)) {
      return TrackingException.invalid("Invalid path");
    }
    LOG.warn("S3 at {} answered {}: {}", endpoint, code, answer.errorResponse().message());
    if (FULL.contains(code)) {
      return new TrackingException(
          ErrorCode.QUOTA_EXCEEDED,
          "The artifact storage is full; delete something from it or make it larger ("
              + code
              + ")");
    }
    return NOT_ALLOWED.contains(code)
        ? new TrackingException(
            ErrorCode.INTERNAL_ERROR, "The artifact storage refused the server's credentials")
        : away();
  }

  private static TrackingException away() {
    return TrackingException.unavailable("The artifact storage is not available; try again later");
  }
}
