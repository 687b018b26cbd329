package dev.kiseki.standalone.doctor;

import dev.kiseki.transport.s3.S3AccessSettings;
import dev.kiseki.transport.s3.S3AccessSettings.Addressing;
import dev.kiseki.transport.s3.S3Settings;
import dev.kiseki.transport.s3.TlsTrouble;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.security.ProviderException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a failure at S3 means, and what to do. */
final class S3Advice {
  private static final Pattern EXPECTED = Pattern.compile("expecting '([^']+)'");
  private static final String REGION_HEADER = "x-amz-bucket-region";

  private final S3Settings settings;
  private final S3AccessSettings access;
  private final Place place;

  S3Advice(S3Settings settings, S3AccessSettings access, Place place) {
    this.settings = settings;
    this.access = access;
    this.place = place;
  }

  /** S3's own code; empty when it gave none. */
  static String code(Throwable failure) {
    ErrorResponseException answered = Failures.find(failure, ErrorResponseException.class);
    return answered == null ? "" : String.valueOf(answered.errorResponse().code());
  }

  Outcome.Failed of(Throwable failure) {
    ErrorResponseException answered = Failures.find(failure, ErrorResponseException.class);
    if (answered != null) {
      String header =
          answered.response() == null ? null : answered.response().header(REGION_HEADER);
      return answered(code(failure), String.valueOf(answered.errorResponse().message()), header);
    }
    String seen = Failures.text(failure);
    if (Failures.find(failure, InvalidResponseException.class) != null) {
      return failed(
          "what answers is no S3",
          "kiseki.s3.endpoint must be the address of S3's API: not of a console, nor of a proxy's"
              + " page.");
    }
    Optional<TlsTrouble> tls = TlsTrouble.in(failure);
    if (tls.isPresent()) {
      return failed(tls.get().seen(), tls.get().advice());
    }
    if (Failures.find(failure, ProviderException.class) != null) {
      return failed("there are no keys: " + seen, noKeys());
    }
    UnknownHostException unknown = Failures.find(failure, UnknownHostException.class);
    if (unknown != null) {
      boolean bucketHost = access.addressing() == Addressing.VIRTUAL_HOST;
      return failed(
          seen,
          bucketHost
              ? "With kiseki.s3.addressing=virtual-host %s.%s must resolve, too: set it to path, or add it to DNS."
                  .formatted(settings.bucket(), settings.endpoint().getHost())
              : "Correct kiseki.s3.endpoint, or DNS.");
    }
    if (failure instanceof IOException || failure instanceof TimeoutException) {
      return failed(seen, place.away("s3", "kiseki.s3.endpoint"));
    }
    return failed(seen, "Look into the log of S3, and whether kiseki.s3.endpoint is its address.");
  }

  private Outcome.Failed answered(String code, String message, String regionHeader) {
    return switch (code) {
      case "InvalidAccessKeyId" ->
          failed(
              "S3 does not know the access key (" + code + ")", "Correct " + keys("access") + ".");
      case "SignatureDoesNotMatch" ->
          failed(
              "the secret key does not belong to the access key (" + code + ")",
              "Correct %s. If it is right, a proxy before S3 changes Host or path, which are signed."
                  .formatted(keys("secret")));
      case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" ->
          failed("S3 refuses the session token (" + code + ")", "Renew " + keys("token") + ".");
      case "RequestTimeTooSkewed" ->
          failed(
              "the clock of this machine is more than 15 minutes wrong (" + code + ")",
              "Set it by NTP, and that of S3.");
      case "AccessDenied", "AllAccessDisabled", "AccountProblem" ->
          failed(
              "the credentials may not do this (" + code + ")",
              "Allow listing of bucket %s, and getting, putting and deleting objects in it."
                  .formatted(settings.bucket()));
      case "NoSuchBucket" ->
          failed(
              "there is no bucket " + settings.bucket(), "Make it, or correct kiseki.s3.bucket.");
      case "AuthorizationHeaderMalformed",
          "PermanentRedirect",
          "TemporaryRedirect",
          "Redirect",
          "IllegalLocationConstraintException" ->
          failed(
              "S3 is in another region than %s (%s)".formatted(settings.region(), code),
              region(message, regionHeader));
      case "SlowDown", "ServiceUnavailable", "InternalError" ->
          failed(
              "S3 can't answer for the moment (" + code + ")", "Try again, and look into its log.");
      default -> failed(code + ": " + message, "Look into the log of S3 for this code.");
    };
  }

  private static String region(String message, String header) {
    Matcher expected = EXPECTED.matcher(message);
    Optional<String> right =
        header != null
            ? Optional.of(header)
            : expected.find() ? Optional.of(expected.group(1)) : Optional.empty();
    return right
        .map(name -> "Set kiseki.s3.region=%s, and an endpoint of that region.".formatted(name))
        .orElse("Set kiseki.s3.region to that of the bucket, and an endpoint of that region.");
  }

  /** Where the key comes from that is wrong. */
  private String keys(String which) {
    return switch (access.credentials()) {
      case STATIC, ASSUME_ROLE ->
          switch (which) {
            case "access" -> "kiseki.s3.access-key";
            case "secret" -> "kiseki.s3.secret-key";
            default -> "the credentials";
          };
      case ENVIRONMENT ->
          switch (which) {
            case "access" -> "AWS_ACCESS_KEY_ID";
            case "secret" -> "AWS_SECRET_ACCESS_KEY";
            default -> "AWS_SESSION_TOKEN";
          };
      case FILE -> "the keys of the profile (kiseki.s3.credentials-file, kiseki.s3.profile)";
      case IDENTITY -> "the role of this machine or pod (kiseki.s3.credentials is identity)";
    };
  }

  /** Who was asked for keys gave none. */
  private String noKeys() {
    return switch (access.credentials()) {
      case STATIC -> "Set kiseki.s3.access-key and secret-key.";
      case ENVIRONMENT -> "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.";
      case FILE ->
          "Correct kiseki.s3.credentials-file, and kiseki.s3.profile, which must be a profile in it.";
      case IDENTITY ->
          "Is the token in AWS_WEB_IDENTITY_TOKEN_FILE still good, and known to who gives keys for it (kiseki.s3.sts-endpoint, without it AWS, where AWS_ROLE_ARN must name a role)?"
              + " Without a token the container or instance needs a role.";
      case ASSUME_ROLE ->
          "May the keys of kiseki.s3.access-key take the role %s, and is kiseki.s3.sts-endpoint who gives it?"
              .formatted(access.roleArn());
    };
  }

  private static Outcome.Failed failed(String seen, String advice) {
    return new Outcome.Failed(seen, advice);
  }
}
