package dev.kiseki.event.rule;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a logged model may be called and may hold. MLflow 3.17.2 ({@code
 * _validate_logged_model_name}) looks at the name only; keys and values of its params and tags are
 * any text there, as far as the database takes them.
 */
public final class LoggedModelRules {
  /** Code points of a key: the width of MLflow's column. */
  private static final int KEY = 255;

  /** Characters of all texts in one request: three bytes each still fit into one record. */
  private static final int REQUEST = 4 << 20;

  private LoggedModelRules() {}

  /**
   * @param name not empty
   */
  public static void name(String name) {
    for (int i = 0; i < name.length(); i++) {
      if ("/:.%\"'".indexOf(name.charAt(i)) >= 0) {
        throw TrackingException.invalid(
            "Invalid model name ("
                + PythonText.repr(name)
                + ") provided. Model name must be a non-empty string and cannot contain the"
                + " following characters: ('/', ':', '.', '%', '\"', \"'\")");
      }
    }
    Lengths.atMost("name", Limits.EXPERIMENT_NAME, name);
  }

  /**
   * What a request may bring at once.
   *
   * @param path of the list: {@code params} or {@code tags}
   */
  public static void each(String path, List<KeyValue> pairs) {
    long characters = 0;
    for (int i = 0; i < pairs.size(); i++) {
      Lengths.atMost(path + "[" + i + "].key", KEY, pairs.get(i).key());
      characters += pairs.get(i).key().length() + pairs.get(i).value().length();
    }
    if (characters > REQUEST) {
      throw TrackingException.invalid(
          "The "
              + path
              + " of one request may have "
              + REQUEST
              + " characters together, and have "
              + characters
              + ".");
    }
  }

  /** No key twice. MLflow's database refuses that too, in words of SQL. */
  public static void distinct(String what, List<KeyValue> pairs) {
    Set<String> seen = new HashSet<>();
    for (KeyValue pair : pairs) {
      if (!seen.add(pair.key())) {
        throw new TrackingException(
            ErrorCode.BAD_REQUEST,
            "The " + what + " '" + pair.key() + "' was given more than once.");
      }
    }
  }
}
