package dev.kiseki.event.rule;

import java.util.Locale;
import java.util.Optional;

/**
 * A {@code models:} URI. MLflow 3.17.2: {@code _parse_model_uri}. Either it has an id, or a name
 * with one of a version, a stage and an alias, or with none of them: then the latest version.
 */
public record ModelUri(
    Optional<String> modelId,
    String name,
    Optional<String> version,
    Optional<String> stage,
    Optional<String> alias) {

  /** Empty when it has none of the forms. */
  public static Optional<ModelUri> parse(String uri) {
    UriParts parts = UriParts.of(uri);
    String path = parts.path();
    if (!parts.scheme().equals("models") || !path.startsWith("/") || path.length() < 2) {
      return Optional.empty();
    }
    int start = 0;
    while (start < path.length() && path.charAt(start) == '/') {
      start++;
    }
    String[] names = path.substring(start).split("/", -1);
    if (names.length > 2 || names[0].isBlank()) {
      return Optional.empty();
    }
    if (names.length == 2) {
      return names[1].isBlank() ? Optional.empty() : Optional.of(suffixed(names[0], names[1]));
    }
    int at = names[0].lastIndexOf('@');
    if (path.indexOf('@') < 0) {
      return Optional.of(of(Optional.of(names[0]), "", null, null, null));
    }
    String alias = names[0].substring(at + 1);
    return alias.isBlank()
        ? Optional.empty()
        : Optional.of(of(Optional.empty(), names[0].substring(0, at), null, null, alias));
  }

  private static ModelUri suffixed(String name, String suffix) {
    if (suffix.chars().allMatch(Character::isDigit)) {
      return of(Optional.empty(), name, suffix, null, null);
    }
    if (suffix.toLowerCase(Locale.ROOT).equals("latest")) {
      return of(Optional.empty(), name, null, null, null);
    }
    return of(Optional.empty(), name, null, suffix, null);
  }

  private static ModelUri of(
      Optional<String> id, String name, String version, String stage, String alias) {
    return new ModelUri(
        id,
        name,
        Optional.ofNullable(version),
        Optional.ofNullable(stage),
        Optional.ofNullable(alias));
  }
}
