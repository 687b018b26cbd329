package dev.kiseki.transport.s3;

import dev.kiseki.event.fault.TrackingException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a run's artifact URI points to, for this server.
 *
 * @param bucket empty for the bucket of proxied artifacts
 */
public record ArtifactRoot(Optional<String> bucket, ArtifactPath directory) {
  private static final Pattern URI_FORM =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(?://([^/?#]*))?([^?#]*).*");
  private static final String ROUTE = "/mlflow-artifacts/artifacts/";

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE for storage that only clients reach
   */
  public static ArtifactRoot of(String artifactUri) {
    Matcher uri = URI_FORM.matcher(artifactUri);
    String scheme = uri.matches() ? uri.group(1).toLowerCase(Locale.ROOT) : "";
    switch (scheme) {
      case "mlflow-artifacts" -> {
        return new ArtifactRoot(Optional.empty(), directory(uri.group(3)));
      }
      case "http", "https" -> {
        int route = uri.group(3).indexOf(ROUTE);
        if (route >= 0) {
          String below = uri.group(3).substring(route + ROUTE.length());
          return new ArtifactRoot(Optional.empty(), directory(below));
        }
      }
      case "s3" -> {
        if (uri.group(2) != null && !uri.group(2).isEmpty()) {
          return new ArtifactRoot(Optional.of(uri.group(2)), directory(uri.group(3)));
        }
      }
      default -> {
        // refused below
      }
    }
    throw TrackingException.invalid(
        "This server cannot reach artifacts under '" + artifactUri + "'; use the storage itself.");
  }

  /** Clients put this text into a request line, where it is decoded once. */
  private static ArtifactPath directory(String path) {
    String relative = path;
    while (relative.startsWith("/")) {
      relative = relative.substring(1);
    }
    return ArtifactPath.ofEncoded(relative);
  }
}
