package dev.kiseki.query.filter;

import dev.kiseki.event.fault.TrackingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * order_by text to syntax: {@code key}, {@code key ASC} or {@code key DESC}, in any case (MLflow
 * 3.17.2, {@code _parse_order_by_string}). Accepts more keys without back-ticks than there: {@code
 * metrics.val/loss}, and blanks around. A key may also be a word and keys in parentheses.
 */
public final class OrderParser {
  private static final String ALLOWED =
      "a key, blanks and signs in backticks, and ASC, DESC or nothing after it";

  private OrderParser() {}

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE, in MLflow's words and with the position in
   *     the clause
   */
  public static OrderItem parse(String clause) {
    int from = afterBlanks(clause, 0);
    int end = from == clause.length() ? from : nameEnd(clause, from);
    int open = afterBlanks(clause, end);
    if (end > from && open < clause.length() && clause.charAt(open) == '(') {
      Operand.Call call = call(clause, from, open);
      return item(clause, call, words(clause, from + call.source().length()));
    }
    List<Operand.Name> words = words(clause, from);
    if (words.isEmpty()) {
      throw unparsable(clause, from, ALLOWED);
    }
    return item(clause, words.get(0), words.subList(1, words.size()));
  }

  private static OrderItem item(String clause, Operand key, List<Operand.Name> direction) {
    if (direction.isEmpty()) {
      return new OrderItem(key, true);
    }
    String word = direction.get(0).source();
    boolean known = word.equalsIgnoreCase("ASC") || word.equalsIgnoreCase("DESC");
    if (direction.size() == 1 && known) {
      return new OrderItem(key, word.equalsIgnoreCase("ASC"));
    }
    if (direction.size() == 1 && word.codePoints().allMatch(Characters::word)) {
      throw FilterFault.at(
          direction.get(0).position(),
          "Invalid ordering key in order_by clause '" + FilterFault.quote(clause) + "'.",
          "ASC or DESC after the key");
    }
    throw FilterFault.at(
        direction.get(direction.size() - 1).position(), notParsed(clause), ALLOWED);
  }

  private static Operand.Call call(String clause, int from, int open) {
    List<Operand> items = new ArrayList<>();
    int at = afterBlanks(clause, open + 1);
    boolean more = true;
    while (more && at < clause.length() && clause.charAt(at) != ')') {
      int end = nameEnd(clause, at);
      if (end > at) {
        items.add(new Operand.Name(clause.substring(at, end), position(clause, at)));
      }
      int next = afterBlanks(clause, end);
      more = end > at && next < clause.length() && clause.charAt(next) == ',';
      at = more ? afterBlanks(clause, next + 1) : next;
    }
    boolean list = at < clause.length() && clause.charAt(at) == ')';
    int close = list ? at : clause.indexOf(')', at);
    if (close < 0) {
      throw unparsable(clause, clause.length(), "a ) for every (");
    }
    Operand.Listing arguments =
        new Operand.Listing(
            clause.substring(open, close + 1),
            position(clause, open),
            list ? Optional.of(items) : Optional.empty());
    return new Operand.Call(clause.substring(from, close + 1), position(clause, from), arguments);
  }

  private static int afterBlanks(String clause, int from) {
    int at = from;
    while (at < clause.length() && Characters.blank(clause.codePointAt(at))) {
      at += Character.charCount(clause.codePointAt(at));
    }
    return at;
  }

  private static int position(String clause, int index) {
    return clause.codePointCount(0, index) + 1;
  }

  /** What stands between blanks, a quoted part of a name being one word. */
  private static List<Operand.Name> words(String clause, int from) {
    List<Operand.Name> words = new ArrayList<>();
    for (int at = afterBlanks(clause, from); at < clause.length(); ) {
      int end = nameEnd(clause, at);
      if (words.size() == 2 || end == at || !blankAt(clause, end)) {
        throw unparsable(clause, words.size() == 2 ? at : end, ALLOWED);
      }
      words.add(new Operand.Name(clause.substring(at, end), position(clause, at)));
      at = afterBlanks(clause, end);
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

  private static TrackingException unparsable(String clause, int index, String allowed) {
    return FilterFault.at(position(clause, index), notParsed(clause), allowed);
  }

  /** MLflow's words for what is no clause. */
  public static String notParsed(String clause) {
    return "Invalid order_by clause '" + FilterFault.quote(clause) + "'. Could not be parsed.";
  }
}
