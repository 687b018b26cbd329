package dev.kiseki.event.rule;

import dev.kiseki.event.fault.TrackingException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which texts may be keys of metrics, params and tags. MLflow 3.17.2: {@code
 * validate_param_and_metric_name} and {@code path_not_unique}; it also lets one trailing line feed
 * pass, which here is refused as any other control character.
 */
public final class EntityKeys {
  private static final String CHARACTERS =
      "Names may only contain alphanumerics, underscores (_), dashes (-), periods (.),"
          + " spaces ( ), colon(:) and slashes (/).";

  private EntityKeys() {}

  /**
   * @param path where the key stands in the request, for the message
   * @throws TrackingException when it has other characters, or as a path is not in normal form
   */
  public static void check(String path, String key) {
    if (simple(key)) {
      return;
    }
    if (!key.codePoints().allMatch(EntityKeys::allowed)) {
      throw invalid(path, key, CHARACTERS);
    }
    requireNormalPath(path, key);
  }

  /** A name that, taken for a path, is in normal form and leads nowhere up. */
  public static void requireNormalPath(String path, String key) {
    String normal = normalPath(key);
    if (!normal.equals(key)
        || normal.equals(".")
        || normal.startsWith("..")
        || normal.startsWith("/")) {
      throw invalid(
          path,
          key,
          "Names may be treated as files in certain cases, and must not resolve to other names"
              + " when treated as such. This name would resolve to "
              + PythonText.repr(normal));
    }
  }

  private static TrackingException invalid(String path, String key, String why) {
    return TrackingException.invalid(
        "Invalid value " + PythonText.json(key) + " for parameter '" + path + "' supplied: " + why);
  }

  /** Nearly every key: ASCII, no slash, does not begin with a period. */
  static boolean simple(String key) {
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!word && c != '_' && c != '-' && c != ' ' && c != ':' && (c != '.' || i == 0)) {
        return false;
      }
    }
    return !key.isEmpty();
  }

  private static boolean allowed(int c) {
    return word(c) || c == '/' || c == '.' || c == '-' || c == ' ' || c == ':';
  }

  /** Python's {@code \w}: letters, anything with a numeric value, the underscore. */
  public static boolean word(int c) {
    int type = Character.getType(c);
    return c == '_'
        || Character.isLetter(c)
        || type == Character.DECIMAL_DIGIT_NUMBER
        || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  /** Python's {@code posixpath.normpath}: two leading slashes stay two, three become one. */
  private static String normalPath(String path) {
    String root = "";
    if (path.startsWith("/")) {
      root = path.startsWith("//") && !path.startsWith("///") ? "//" : "/";
    }
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      boolean up = part.equals("..");
      boolean last = !parts.isEmpty() && parts.get(parts.size() - 1).equals("..");
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (!up || last || (parts.isEmpty() && root.isEmpty())) {
        parts.add(part);
      } else if (!parts.isEmpty()) {
        parts.remove(parts.size() - 1);
      }
    }
    String normal = root + String.join("/", parts);
    return normal.isEmpty() ? "." : normal;
  }
}
