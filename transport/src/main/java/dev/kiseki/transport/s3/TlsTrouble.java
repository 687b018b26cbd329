package dev.kiseki.transport.s3;

import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * Why nothing can be said to S3 in secret, and what to do about it.
 *
 * @param seen what happened, in one line
 */
public record TlsTrouble(String seen, String advice) {
  /** Empty when a failure has another reason. */
  public static Optional<TlsTrouble> in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException tls) {
        return Optional.of(of(tls));
      }
    }
    return Optional.empty();
  }

  private static TlsTrouble of(SSLException failure) {
    String seen =
        failure.getClass().getSimpleName()
            + ": "
            + String.valueOf(failure.getMessage()).strip().replaceAll("\\s+", " ");
    if (failure instanceof SSLPeerUnverifiedException || seen.contains("No subject alternative")) {
      return new TlsTrouble(
          seen, "kiseki.s3.endpoint must use a name that stands in the certificate of S3.");
    }
    if (seen.contains("PKIX") || seen.contains("certificat")) {
      return new TlsTrouble(
          "the certificate of S3 is not trusted (" + seen + ")",
          "Name a file with the certificate of who signed it, in PEM, in kiseki.s3.ca-file.");
    }
    return new TlsTrouble(
        seen, "Does S3 speak TLS there? If not, kiseki.s3.endpoint begins with http://.");
  }
}
