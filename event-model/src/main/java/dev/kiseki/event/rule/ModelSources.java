package dev.kiseki.event.rule;

import dev.kiseki.event.fault.TrackingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Sources of model versions, as far as the text alone decides. MLflow 3.17.2's {@code
 * server/handlers.py}: {@code _validate_source_run}, {@code _validate_source_model} and what they
 * call. A source that lies in nobody's files is refused, because the server would read it.
 */
public final class ModelSources {
  private static final Set<String> PLACEHOLDERS = Set.of("dummy-source", "prompt-template");
  private static final List<String> ROUTE = List.of("api", "2.0", "mlflow-artifacts", "artifacts");

  private ModelSources() {}

  /** What a source names. */
  public enum Kind {
    /** A path or a file: URI. */
    LOCAL,
    /** runs:/… */
    RUN,
    /** models:/… */
    MODEL,
    /** Files that go through the server. */
    PROXIED,
    /** A place that clients read by themselves. */
    ELSEWHERE
  }

  public static Kind kind(String source) {
    UriParts uri = UriParts.of(source);
    return switch (uri.scheme()) {
      case "", "file" -> Kind.LOCAL;
      case "runs" -> Kind.RUN;
      case "models" -> Kind.MODEL;
      case "mlflow-artifacts" -> Kind.PROXIED;
      case "http", "https" -> hasRoute(parts(uri.path())) ? Kind.PROXIED : Kind.ELSEWHERE;
      default -> Kind.ELSEWHERE;
    };
  }

  /** The source of a prompt stands for nothing. */
  public static void prompt(String source) {
    if (!PLACEHOLDERS.contains(source)) {
      throw TrackingException.invalid(
          "Invalid prompt source: '"
              + source
              + "'. Prompt sources must use an MLflow placeholder.");
    }
  }

  /**
   * @param allowed schemes that name a host and are allowed all the same
   */
  public static void scheme(String source, Set<String> allowed) {
    ArtifactLocations.host("source", UriParts.of(source), allowed);
  }

  /** Refuses a source that isn't local and has dots for segments, encoded or not, or no path. */
  public static void absolute(String source) {
    String decoded = source;
    for (String next = plusUnquoted(decoded); !next.equals(decoded); next = plusUnquoted(decoded)) {
      decoded = next;
    }
    String path = UriParts.of(decoded).path().replaceAll("/+$", "").replaceAll("/+", "/");
    List<String> segments = Arrays.asList(path.split("/", -1));
    boolean good =
        path.startsWith("/")
            && path.indexOf('\0') < 0
            && !segments.contains(".")
            && !Arrays.asList(decoded.split("/", -1)).contains("..");
    if (!good) {
      throw TrackingException.invalid(
          "Invalid model version source: '"
              + source
              + "'. If supplying a source as an http, https, local file path, ftp, objectstore, or"
              + " mlflow-artifacts uri, an absolute path must be provided without relative path"
              + " references present. Please provide an absolute path.");
    }
  }

  /** The run of a {@code runs:} source; {@code ""} when it names a host instead. */
  public static String run(String source) {
    UriParts uri = UriParts.of(source);
    if (!uri.authority().isEmpty()) {
      return "";
    }
    String path = uri.path();
    String run = path.startsWith("/") ? path.substring(1).split("/", -1)[0] : "";
    if (run.isEmpty()) {
      throw TrackingException.invalid(
          "Not a proper runs:/ URI: "
              + source
              + ". Runs URIs must be of the form"
              + " 'runs:/<run_id>/run-relative/path/to/artifact'");
    }
    return run;
  }

  /** What follows the run in a {@code runs:} source, as it stands there; may be empty. */
  public static String runFolder(String source) {
    String path = UriParts.of(source).path();
    int slash = path.indexOf('/', 1);
    return slash < 0 ? "" : path.substring(slash + 1);
  }

  /** Whether a source names a host. */
  public static boolean namesHost(String source) {
    return !UriParts.of(source).authority().isEmpty();
  }

  /** Whether a source lies in a folder, by segments, however they are encoded. */
  public static boolean within(String source, String root) {
    UriParts inner = UriParts.of(source);
    UriParts outer = UriParts.of(root);
    List<String> innerParts = parts(inner.path());
    List<String> outerParts = parts(outer.path());
    return inner.scheme().equals(outer.scheme())
        && inner.authority().equalsIgnoreCase(outer.authority())
        && !outerParts.isEmpty()
        && innerParts.size() >= outerParts.size()
        && innerParts.subList(0, outerParts.size()).equals(outerParts);
  }

  /** Whether a local source lies in a local folder. */
  public static boolean withinLocal(String source, String root) {
    if (root.isEmpty() || kind(root) != Kind.LOCAL) {
      return false;
    }
    List<String> inner = resolved(source);
    List<String> outer = resolved(root);
    return inner.size() >= outer.size() && inner.subList(0, outer.size()).equals(outer);
  }

  /** The path of a local source, without dots. */
  public static String localPath(String source) {
    List<String> parts = resolved(source);
    return (parts.get(0).equals("/") ? "/" : "") + String.join("/", parts.subList(1, parts.size()));
  }

  private static List<String> resolved(String local) {
    UriParts uri = UriParts.of(local);
    String path = uri.scheme().isEmpty() ? local : UriParts.unquoted(uri.path());
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.remove(parts.size() - 1);
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    // What is relative lies below the server's own folder, and so in nobody's.
    parts.add(0, path.startsWith("/") ? "/" : ".");
    return parts;
  }

  private static boolean hasRoute(List<String> parts) {
    for (int i = 0; i + ROUTE.size() <= parts.size(); i++) {
      if (parts.subList(i, i + ROUTE.size()).equals(ROUTE)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (!part.isEmpty()) {
        parts.add(UriParts.decoded(part));
      }
    }
    return parts;
  }

  /** {@code urllib.parse.unquote_plus}. */
  private static String plusUnquoted(String text) {
    return UriParts.unquoted(text.replace('+', ' '));
  }
}
