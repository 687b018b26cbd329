package dev.kiseki.query.filter;

import dev.kiseki.event.fault.TrackingException;
import java.util.ArrayList;
import java.util.List;

/**
 * order_by text to syntax: {@code key}, {@code key ASC} or {@code key DESC}, in any case (MLflow
 * 3.17.2, {@code _parse_order_by_string}). Accepts more keys without back-ticks than there: {@code
 * metrics.val/loss}, and blanks around.
 */
public final class OrderParser {
  private OrderParser() {}

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE, in MLflow's words
   */
  public static OrderItem parse(String clause) {
    List<String> words = words(clause);
    if (words.isEmpty() || words.size() > 2) {
      throw unparsable(clause);
    }
    if (words.size() == 1) {
      return new OrderItem(words.get(0), true);
    }
    String direction = words.get(1);
    if (direction.equalsIgnoreCase("ASC") || direction.equalsIgnoreCase("DESC")) {
      return new OrderItem(words.get(0), direction.equalsIgnoreCase("ASC"));
    }
    if (direction.codePoints().allMatch(Characters::word)) {
      throw TrackingException.invalid(
          "Invalid ordering key in order_by clause '" + FilterFault.quote(clause) + "'.");
    }
    throw unparsable(clause);
  }

  /** What stands between blanks, a quoted part of a name being one word. */
  private static List<String> words(String clause) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (at < clause.length()) {
      if (Characters.blank(clause.codePointAt(at))) {
        at += Character.charCount(clause.codePointAt(at));
        continue;
      }
      int end = nameEnd(clause, at);
      if (words.size() == 2 || end == at || !blankAt(clause, end)) {
        throw unparsable(clause);
      }
      words.add(clause.substring(at, end));
      at = end;
    }
    return words;
  }

  private static int nameEnd(String clause, int from) {
    int end = partEnd(clause, from, false);
    while (end > from && end < clause.length() && clause.charAt(end) == '.') {
      end = partEnd(clause, end + 1, true);
    }
    return end;
  }

  private static int partEnd(String clause, int from, boolean inKey) {
    if (from < clause.length() && (inKey || clause.charAt(from) != '\'')) {
      int quotedEnd = QuotedText.end(clause, from);
      if (quotedEnd >= 0) {
        return quotedEnd;
      }
    }
    int end = from;
    while (end < clause.length()) {
      int c = clause.codePointAt(end);
      boolean keySign = inKey && end > from && (c == '-' || c == '/' || c == ':');
      if (!Characters.word(c) && !keySign) {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  private static boolean blankAt(String clause, int index) {
    return index == clause.length() || Characters.blank(clause.codePointAt(index));
  }

  private static TrackingException unparsable(String clause) {
    return TrackingException.invalid(
        "Invalid order_by clause '" + FilterFault.quote(clause) + "'. Could not be parsed.");
  }
}
