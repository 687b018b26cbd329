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

  private final TokenCursor tokens;
  private final TimeReader times;
  private final boolean mlflowOnly;
  private String missing = "";
  private boolean beyond;
  private boolean inGroup;

  ConditionReader(TokenCursor tokens, boolean mlflowOnly) {
    this.tokens = tokens;
    this.times = new TimeReader(tokens);
    this.mlflowOnly = mlflowOnly;
  }

  /** What would have been right where the last condition broke off. */
  String missing() {
    return missing;
  }

  /** Whether something was read that MLflow has not. */
  boolean beyondMlflow() {
    return beyond;
  }

  /** Whether now() was read. */
  boolean namesNow() {
    return times.namesNow();
  }

  /** Empty, and the cursor where it broke off, when none starts here. */
  Optional<Condition> condition() {
    Operand left = operand();
    if (left == null) {
      return broken(KEY);
    }
    if (tokens.ended()) {
      return broken(OPERATOR);
    }
    int position = tokens.peek().position();
    Optional<String> comparator = comparator();
    if (comparator.isPresent()) {
      return compared(left, comparator.get(), position, operand(), VALUE);
    }
    if (!left.identifier() && !(left instanceof Operand.Call)) {
      return broken(OPERATOR);
    }
    boolean negated = tokens.take("NOT");
    if (tokens.take("IN")) {
      String list = "a list in parentheses after IN, as ('a', 'b') or (1, 2)";
      return compared(left, negated ? "NOT IN" : "IN", position, listing(), list);
    }
    if (!mlflowOnly && tokens.take("BETWEEN")) {
      return between(left, negated, position);
    }
    if (negated || !tokens.take("IS")) {
      return broken(negated ? "IN or BETWEEN after NOT" : OPERATOR);
    }
    boolean present = tokens.take("NOT");
    return tokens.take("NULL")
        ? Optional.of(new Condition.NullTest(left, present))
        : broken("NULL or NOT NULL after IS");
  }

  private Optional<Condition> between(Operand left, boolean negated, int position) {
    beyond = true;
    Operand low = operand();
    if (low == null || !tokens.take("AND")) {
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
    Token token = tokens.peek();
    if (token.is(Token.Kind.COMPARATOR) || likeWord(token)) {
      tokens.skip(1);
      return Optional.of(token.upper());
    }
    if (token.is("NOT") && tokens.follows(1, Token.Kind.NAME) && likeWord(tokens.ahead(1))) {
      String word = tokens.ahead(1).upper();
      tokens.skip(2);
      return Optional.of("NOT " + word);
    }
    return Optional.empty();
  }

  private static boolean likeWord(Token token) {
    return token.is("LIKE") || token.is("ILIKE") || token.is("RLIKE");
  }

  private Operand listing() {
    return !tokens.ended() && tokens.peek().is(Token.Kind.OPEN) ? operand() : null;
  }

  /** The operand that starts here; null, and nothing taken, when none does. */
  Operand operand() {
    if (tokens.ended()) {
      return null;
    }
    Token token = tokens.peek();
    if (token.is(Token.Kind.OPEN)) {
      return tokens.closing(tokens.index()) < 0 ? null : group();
    }
    Operand single = mlflowOnly ? null : time();
    if (single == null) {
      single = single(token);
      tokens.skip(single == null ? 0 : 1);
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
    Token open = tokens.peek();
    int end = tokens.closing(tokens.index());
    tokens.skip(1);
    inGroup = true;
    Optional<List<Operand>> items = items(end);
    inGroup = false;
    tokens.moveTo(end + 1);
    return new Operand.Listing(tokens.since(open), open.position(), items);
  }

  private Optional<List<Operand>> items(int end) {
    List<Operand> items = new ArrayList<>();
    while (tokens.index() < end) {
      Operand item = tokens.peek().is(Token.Kind.OPEN) ? null : operand();
      if (item == null || (item instanceof Operand.Name && mlflowOnly)) {
        return Optional.empty();
      }
      items.add(item);
      if (tokens.index() < end && !tokens.take(Token.Kind.COMMA)) {
        return Optional.empty();
      }
    }
    return Optional.of(items);
  }

  /** A span or a call; null, and nothing taken, when neither starts here. */
  private Operand time() {
    Optional<Operand> span = times.span();
    if (span.isPresent()) {
      return span.get();
    }
    Token token = tokens.peek();
    boolean call =
        token.is(Token.Kind.NAME)
            && !RESERVED.contains(token.upper())
            && tokens.follows(1, Token.Kind.OPEN)
            && tokens.closing(tokens.index() + 1) >= 0;
    boolean now = call && token.is("now") && tokens.follows(2, Token.Kind.CLOSE);
    // No call inside a call or list, so that nothing here recurses.
    if (!call || (inGroup && !now)) {
      return null;
    }
    beyond = true;
    if (now) {
      tokens.skip(3);
      return times.moment(token);
    }
    tokens.skip(1);
    Operand.Listing arguments = group();
    return new Operand.Call(tokens.since(token), token.position(), arguments);
  }
}
