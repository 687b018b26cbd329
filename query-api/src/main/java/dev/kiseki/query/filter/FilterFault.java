package dev.kiseki.query.filter;

import dev.kiseki.event.fault.TrackingException;
import java.util.function.Supplier;

/** A complaint about a filter: MLflow's words first, then where. */
public final class FilterFault {
  private static final int LONGEST_QUOTE = 1000;

  private FilterFault() {}

  /** Counts characters from 1, as an editor does. */
  public static TrackingException at(Operand operand, String message) {
    return at(operand.position(), message);
  }

  public static TrackingException at(int position, String message) {
    return TrackingException.invalid(message + " (at character " + position + ")");
  }

  /** For a complaint whose words don't say what would have been right. */
  public static TrackingException at(int position, String message, String allowed) {
    return TrackingException.invalid(
        message + " (at character " + position + "; allowed: " + allowed + ")");
  }

  /** Gives the position to a complaint that knows none. */
  public static <T> T located(Operand operand, Supplier<T> step) {
    try {
      return step.get();
    } catch (TrackingException e) {
      throw at(operand, e.getMessage());
    }
  }

  /** The caller's text as part of a message, cut when it is very long. */
  public static String quote(String text) {
    return text.length() <= LONGEST_QUOTE
        ? text
        : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_QUOTE)))
            + "…";
  }
}
