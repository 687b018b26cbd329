package dev.kiseki.event.rule;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import java.util.Set;

/**
 * Artifact locations as callers give them. MLflow 3.17.2: {@code _validate_storage_location_uri},
 * {@code resolve_uri_if_local}, {@code append_to_uri_path}.
 */
public final class ArtifactLocations {
  /** Schemes whose host the server itself would connect to. */
  private static final Set<String> HOST_ADDRESSED =
      Set.of("ftp", "sftp", "hdfs", "viewfs", "http", "https", "r2", "b2", "abfss");

  /** Schemes after which urlparse looks for {@code ;params} in the last segment. */
  private static final Set<String> WITH_PARAMS = Set.of("", "ftp", "sftp", "http", "https");

  private ArtifactLocations() {}

  /**
   * @param allowedSchemes host-addressed schemes that the operator has allowed
   * @throws TrackingException when a client must not have artifacts put there
   */
  public static void check(String location, Set<String> allowedSchemes) {
    UriParts uri = UriParts.of(location);
    if (!uri.fragment().isEmpty() || (WITH_PARAMS.contains(uri.scheme()) && params(uri.path()))) {
      throw TrackingException.invalid("'artifact_location' URL can't include fragments or params.");
    }
    if (UriParts.decoded(uri.query()).contains("..")) {
      throw TrackingException.invalid("Invalid query string");
    }
    host("artifact_location", uri, allowedSchemes);
    if (location.startsWith("runs:")) {
      throw TrackingException.invalid(
          "Artifact location cannot be a runs:/ URI. Given: '" + location + "'");
    }
    length(location);
  }

  /** Refuses a URI by which a client would send the server to a host of its choice. */
  static void host(String field, UriParts uri, Set<String> allowedSchemes) {
    String scheme = uri.scheme();
    boolean addressesHost =
        HOST_ADDRESSED.contains(scheme)
            || (scheme.equals("mlflow-artifacts") && !uri.authority().isEmpty());
    if (addressesHost && !allowedSchemes.contains(scheme)) {
      throw TrackingException.invalid(
          "'"
              + field
              + "' cannot use the '"
              + scheme
              + "' scheme: the '"
              + scheme
              + "' scheme addresses a host other than the tracking server's configured artifact"
              + " storage, so the server would connect to the host named in the URI. Set the"
              + " MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES environment variable on the"
              + " server to allow it.");
    }
  }

  private static void length(String location) {
    if (Lengths.longer(location, Limits.ARTIFACT_LOCATION)) {
      throw TrackingException.invalid(
          "Invalid artifact path length. The length of the artifact path cannot be greater than "
              + Limits.ARTIFACT_LOCATION
              + " characters. To configure this limit, please set the"
              + " MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH environment variable.");
    }
  }

  private static boolean params(String path) {
    int semicolon = path.indexOf(';', Math.max(0, path.lastIndexOf('/')));
    return semicolon >= 0 && semicolon < path.length() - 1;
  }

  /**
   * The location as it is stored: relative local paths below the working directory of the server,
   * everything else as given.
   */
  public static String stored(String location, String workingDirectory) {
    UriParts uri = UriParts.of(location);
    String stored = location;
    if (uri.scheme().isEmpty()) {
      String path = UriParts.unquoted(location);
      stored = path.startsWith("/") ? location : below(workingDirectory, path);
    } else if (uri.scheme().equals("file")) {
      if (!uri.authority().isEmpty() && !uri.localHost()) {
        throw TrackingException.invalid(
            location
                + " is not a valid remote uri. For remote access on windows, please consider using"
                + " a different scheme such as SMB (e.g. smb://<hostname>/<path>).");
      }
      if (!uri.path().startsWith("/")) {
        String query = uri.query().isEmpty() ? "" : "?" + uri.query();
        stored = "file://" + below(workingDirectory, UriParts.unquoted(uri.path())) + query;
      }
    }
    length(stored);
    return stored;
  }

  private static String below(String directory, String path) {
    StringBuilder joined = new StringBuilder(directory.equals("/") ? "" : directory);
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty() && !part.equals(".")) {
        joined.append('/').append(part);
      }
    }
    return joined.toString();
  }

  /** Where a run of an experiment has its artifacts; a query string stays at the end. */
  public static String forRun(String experimentLocation, RunId run) {
    return inside(experimentLocation, run.text() + "/artifacts");
  }

  /** Where a logged model of an experiment has its artifacts. */
  public static String forModel(String experimentLocation, RunId model) {
    return inside(experimentLocation, "models/" + model.text() + "/artifacts");
  }

  private static String inside(String experimentLocation, String folder) {
    UriParts uri = UriParts.of(experimentLocation);
    String head = experimentLocation;
    String tail = "";
    if (!uri.scheme().isEmpty()) {
      int end = experimentLocation.indexOf('?');
      head = end < 0 ? experimentLocation : experimentLocation.substring(0, end);
      tail = end < 0 ? "" : experimentLocation.substring(end);
      String rest = head.substring(head.indexOf(':') + 1);
      boolean oneSlash = uri.scheme().equals("file") && rest.startsWith("/");
      head = uri.scheme() + ":" + (oneSlash && !rest.startsWith("//") ? "//" : "") + rest;
    }
    String join = head.endsWith("/") ? "" : "/";
    return head + join + folder + tail;
  }
}
