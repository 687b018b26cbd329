package dev.kiseki.transport.s3;

import dev.kiseki.event.fault.TrackingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A checked path below an artifact root: names joined by single slashes, empty for the root itself.
 *
 * <p>The characters are those the caller meant, decoded exactly once, so {@code a%20b} and {@code a
 * b} are two names. Whatever further decoding would make of it is judged too, as MLflow's {@code
 * validate_path_is_safe} does, because a store or a client further on may decode again.
 */
public record ArtifactPath(String text) {
  private static final int MOST_DECODINGS = 10;
  private static final int LONGEST_KEY_BYTES = 1024;
  private static final int LONGEST_NAME_BYTES = 255;
  private static final Pattern WINDOWS_ABSOLUTE =
      Pattern.compile("(?:[A-Za-z]:[/\\\\]|\\\\\\\\).*");

  /**
   * Checks a path that stands as it is meant: a query parameter's value, for example.
   *
   * @throws TrackingException {@code Invalid path}, or a longer text for one that is only too long
   */
  public static ArtifactPath of(String path) {
    refuseUnsafe(path);
    List<String> names = new ArrayList<>();
    for (String name : path.split("/", -1)) {
      if (!name.isEmpty() && !name.equals(".")) {
        refuseTooLong("Artifact name", name, LONGEST_NAME_BYTES);
        names.add(name);
      }
    }
    String text = String.join("/", names);
    refuseUnsafe(text); // without its dots "./%2f" leads out where it did not before
    refuseTooLong("Artifact path", text, LONGEST_KEY_BYTES);
    return new ArtifactPath(text);
  }

  /** Checks a path as it stands in a request line. */
  public static ArtifactPath ofEncoded(String rawPath) {
    return of(PercentEncoding.decode(rawPath).orElseThrow(ArtifactPath::unsafe));
  }

  public boolean isRoot() {
    return text.isEmpty();
  }

  /** What the keys of everything below start with. */
  public String prefix() {
    return isRoot() ? "" : text + "/";
  }

  /** The last name. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** Every directory above, the topmost first, without the root. */
  public List<String> parents() {
    List<String> parents = new ArrayList<>();
    for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
      parents.add(text.substring(0, slash));
    }
    return parents;
  }

  /** This path, then the other. */
  public ArtifactPath resolve(ArtifactPath below) {
    return of(prefix() + below.text);
  }

  private static void refuseUnsafe(String path) {
    String current = path;
    for (int i = 0; i <= MOST_DECODINGS; i++) {
      if (isUnsafe(current)) {
        throw unsafe();
      }
      String decoded = PercentEncoding.decodeLeniently(current);
      if (decoded.equals(current)) {
        return;
      }
      current = decoded;
    }
    throw unsafe();
  }

  private static boolean isUnsafe(String path) {
    return path.startsWith("/")
        || path.toLowerCase(Locale.ROOT).startsWith("file:")
        || WINDOWS_ABSOLUTE.matcher(path).matches()
        || path.chars().anyMatch(c -> Character.isISOControl(c) || c == '\uFFFE' || c == '\uFFFF')
        || List.of(path.split("[/\\\\]", -1)).contains("..");
  }

  private static TrackingException unsafe() {
    return TrackingException.invalid("Invalid path");
  }

  private static void refuseTooLong(String what, String text, int mostBytes) {
    if (text.getBytes(StandardCharsets.UTF_8).length > mostBytes) {
      throw TrackingException.invalid(what + " exceeds " + mostBytes + " bytes");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
