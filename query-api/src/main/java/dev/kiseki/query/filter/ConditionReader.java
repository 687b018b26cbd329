package dev.kiseki.query.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads conditions one after another. Either all of the language, or only what MLflow 3.17.2 reads,
 * to find its words for a text that is refused.
 */
final class ConditionReader {
  static final String VALUE =
      "a text in quotes, a number, a span of time as 2h, or now(), after the operator";

  private static final String KEY =
      "a key: metrics.name, params.name, tags.name or an attribute, blanks and signs in backticks";
  private static final String OPERATOR =
      "an operator after the key: =, !=, <, <=, >, >=, LIKE, ILIKE, IN (..), BETWEEN .. AND .., IS"
          + " NULL, NOT before the last three words";
  private static final Set<String> RESERVED =
      Set.of("AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE", "ILIKE", "RLIKE", "BETWEEN");

  private final String text;
  private final List<Token> tokens;
  private final boolean mlflowOnly;
  private final int[] closing;
  private int at;
  private String missing = "";
  private boolean beyond;
  private boolean inGroup;
  private boolean namesNow;

  ConditionReader(String text, List<Token> tokens, boolean mlflowOnly) {
    this.text = text;
    this.tokens = tokens;
    this.mlflowOnly = mlflowOnly;
    this.closing = closing(tokens);
  }

  boolean ended() {
    return at == tokens.size();
  }

  Token peek() {
    return tokens.get(at);
  }

  int index() {
    return at;
  }

  void moveTo(int index) {
    at = index;
  }

  /** What would have been right where the last condition broke off. */
  String missing() {
    return missing;
  }

  /** Whether something was read that MLflow has not. */
  boolean beyondMlflow() {
    return beyond;
  }

  boolean namesNow() {
    return namesNow;
  }

  boolean take(String keyword) {
    boolean taken = !ended() && peek().is(keyword);
    at += taken ? 1 : 0;
    return taken;
  }

  boolean take(Token.Kind kind) {
    boolean taken = !ended() && peek().is(kind);
    at += taken ? 1 : 0;
    return taken;
  }

  /** Empty, and {@link #index} where it broke off, when none starts here. */
  Optional<Condition> condition() {
    Operand left = operand();
    if (left == null) {
      return broken(KEY);
    }
    if (ended()) {
      return broken(OPERATOR);
    }
    int position = peek().position();
    Optional<String> comparator = comparator();
    if (comparator.isPresent()) {
      return compared(left, comparator.get(), position, operand(), VALUE);
    }
    if (!left.identifier()) {
      return broken(OPERATOR);
    }
    boolean negated = take("NOT");
    if (take("IN")) {
      String list = "a list in parentheses after IN, as ('a', 'b') or (1, 2)";
      return compared(left, negated ? "NOT IN" : "IN", position, listing(), list);
    }
    if (!mlflowOnly && take("BETWEEN")) {
      return between(left, negated, position);
    }
    if (negated || !take("IS")) {
      return broken(negated ? "IN or BETWEEN after NOT" : OPERATOR);
    }
    boolean present = take("NOT");
    return take("NULL")
        ? Optional.of(new Condition.NullTest(left, present))
        : broken("NULL or NOT NULL after IS");
  }

  private Optional<Condition> between(Operand left, boolean negated, int position) {
    beyond = true;
    Operand low = operand();
    if (low == null || !take("AND")) {
      return broken("BETWEEN low AND high, both ends included");
    }
    Operand high = operand();
    return high == null
        ? broken("a value after BETWEEN .. AND")
        : Optional.of(new Condition.Between(left, negated, position, low, high));
  }

  private Optional<Condition> compared(
      Operand left, String operator, int position, Operand right, String wanted) {
    return right == null
        ? broken(wanted)
        : Optional.of(new Condition.Comparison(left, operator, position, right));
  }

  private Optional<Condition> broken(String wanted) {
    missing = wanted;
    return Optional.empty();
  }

  private Optional<String> comparator() {
    Token token = peek();
    if (token.is(Token.Kind.COMPARATOR) || likeWord(token)) {
      at++;
      return Optional.of(token.upper());
    }
    if (token.is("NOT") && at + 1 < tokens.size() && likeWord(tokens.get(at + 1))) {
      at += 2;
      return Optional.of("NOT " + tokens.get(at - 1).upper());
    }
    return Optional.empty();
  }

  private static boolean likeWord(Token token) {
    return token.is("LIKE") || token.is("ILIKE") || token.is("RLIKE");
  }

  private Operand listing() {
    return !ended() && peek().is(Token.Kind.OPEN) ? operand() : null;
  }

  /** The operand that starts here; null, and nothing taken, when none does. */
  Operand operand() {
    if (ended()) {
      return null;
    }
    Token token = peek();
    if (token.is(Token.Kind.OPEN)) {
      return closing[at] < 0 ? null : group();
    }
    Operand single = mlflowOnly ? null : time();
    if (single == null) {
      single = single(token);
      at += single == null ? 0 : 1;
    }
    return single;
  }

  private static Operand single(Token token) {
    return switch (token.kind()) {
      case NAME ->
          RESERVED.contains(token.upper())
              ? null
              : new Operand.Name(token.text(), token.position());
      case SYMBOL -> new Operand.Symbol(token.text(), token.position());
      case TEXT -> new Operand.Text(token.text(), token.position());
      case NUMBER -> new Operand.Figure(token.text(), token.position());
      case OPEN, COMPARATOR, CLOSE, COMMA, SEMICOLON, COMMENT, OTHER -> null;
    };
  }

  private Operand.Listing group() {
    Token open = peek();
    int end = closing[at];
    at++;
    inGroup = true;
    Optional<List<Operand>> items = items(end);
    inGroup = false;
    at = end + 1;
    String source = text.substring(open.start(), tokens.get(end).end());
    return new Operand.Listing(source, open.position(), items);
  }

  private Optional<List<Operand>> items(int end) {
    List<Operand> items = new ArrayList<>();
    while (at < end) {
      Operand item = peek().is(Token.Kind.OPEN) ? null : operand();
      if (item == null || (item instanceof Operand.Name && mlflowOnly)) {
        return Optional.empty();
      }
      items.add(item);
      if (at < end && !take(Token.Kind.COMMA)) {
        return Optional.empty();
      }
    }
    return Optional.of(items);
  }

  /** A span or a call; null, and nothing taken, when neither starts here. */
  private Operand time() {
    Token token = peek();
    int spanEnd = spanEnd(token.start());
    if (spanEnd > at) {
      return span(token.start(), spanEnd);
    }
    boolean call =
        token.is(Token.Kind.NAME)
            && !RESERVED.contains(token.upper())
            && at + 1 < tokens.size()
            && tokens.get(at + 1).is(Token.Kind.OPEN)
            && closing[at + 1] >= 0;
    boolean now = call && token.is("now") && closing[at + 1] == at + 2;
    // No call inside a call or list, so that nothing here recurses.
    if (!call || (inGroup && !now)) {
      return null;
    }
    beyond = true;
    if (now) {
      at += 3;
      return moment(token);
    }
    at++;
    Operand.Listing arguments = group();
    String source = text.substring(token.start(), tokens.get(at - 1).end());
    return new Operand.Call(source, token.position(), arguments);
  }

  private Operand moment(Token now) {
    namesNow = true;
    long offset = 0;
    while (!ended() && offsetSign(peek())) {
      Token sign = peek();
      // The lexer reads -1.5h as a number, a point and a word.
      int from = sign.is(Token.Kind.NUMBER) ? sign.start() + 1 : sign.end();
      at += sign.is(Token.Kind.NUMBER) ? 0 : 1;
      int end = ended() ? at : spanEnd(Math.max(from, peek().start()));
      if (end == at) {
        throw FilterFault.at(
            sign.position(),
            "Expected a span of time after now() and '" + FilterFault.quote(sign.text()) + "'",
            "digits and one of the units " + Spans.UNITS + ", as in now() - 7d");
      }
      long millis = span(Math.max(from, peek().start()), end).millis();
      offset = Spans.plus(offset, sign.text().startsWith("-") ? -millis : millis);
    }
    String source = text.substring(now.start(), tokens.get(at - 1).end());
    return new Operand.Moment(source, now.position(), offset);
  }

  private static boolean offsetSign(Token token) {
    return token.text().equals("+")
        || token.text().equals("-")
        || (token.is(Token.Kind.NUMBER) && token.text().startsWith("-"));
  }

  /** Index after the span that starts here; the same index when none does. */
  private int spanEnd(int from) {
    Token token = peek();
    if (token.is(Token.Kind.NAME) && Spans.is(token.text())) {
      return at + 1;
    }
    // The lexer has to cut 1.5h as MLflow's does: into 1, a point and 5h.
    boolean decimal =
        token.is(Token.Kind.NUMBER)
            && at + 2 < tokens.size()
            && Spans.is(text.substring(from, tokens.get(at + 2).end()));
    return decimal ? at + 3 : at;
  }

  private Operand.Span span(int from, int end) {
    Token first = peek();
    String source = text.substring(from, tokens.get(end - 1).end());
    long millis =
        Spans.millis(source)
            .orElseThrow(
                () ->
                    FilterFault.at(
                        first.position(),
                        "Expected a span of whole milliseconds. Found " + source,
                        "digits and one of the units " + Spans.UNITS));
    at = end;
    return new Operand.Span(source, first.position(), millis);
  }

  /** For each opening parenthesis the token that closes it, -1 for the rest. */
  private static int[] closing(List<Token> tokens) {
    int[] closing = new int[tokens.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < closing.length; i++) {
      closing[i] = -1;
      if (tokens.get(i).is(Token.Kind.OPEN)) {
        open.add(i);
      } else if (tokens.get(i).is(Token.Kind.CLOSE) && !open.isEmpty()) {
        closing[open.remove(open.size() - 1)] = i;
      }
    }
    return closing;
  }
}
