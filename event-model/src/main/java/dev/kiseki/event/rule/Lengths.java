package dev.kiseki.event.rule;

import dev.kiseki.event.fault.TrackingException;

/** Lengths in code points, as Python counts them. */
public final class Lengths {
  private Lengths() {}

  /**
   * @param what the name MLflow gives the thing in its message, {@code Param key} for example
   * @throws TrackingException when the text is longer
   */
  public static void atMost(String what, int limit, String text) {
    if (longer(text, limit)) {
      throw TrackingException.invalid(
          "'" + what + "' exceeds the maximum length of " + limit + " characters");
    }
  }

  /** The first {@code limit} code points; MLflow's default for long values of params and tags. */
  public static String cut(int limit, String text) {
    return longer(text, limit) ? text.substring(0, text.offsetByCodePoints(0, limit)) : text;
  }

  public static boolean longer(String text, int limit) {
    return text.length() > limit && text.codePointCount(0, text.length()) > limit;
  }
}
