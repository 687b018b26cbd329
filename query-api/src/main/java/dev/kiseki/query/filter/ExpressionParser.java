package dev.kiseki.query.filter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Tokens to an expression, in one pass. Open groups wait on a stack of its own, so no nesting can
 * use up the thread's.
 */
final class ExpressionParser {
  /** MLflow reads at most 10,000 tokens, blanks too, which is less than 1,700 conditions. */
  static final int MOST_COMPARISONS = 2_000;

  /** Parentheses and NOTs that are open at one place. */
  static final int DEEPEST = 64;

  private final String text;
  private final TokenCursor tokens;
  private final ConditionReader reader;
  private final Deque<Group> open = new ArrayDeque<>();
  private int depth;
  private int comparisons;
  private boolean beyond;
  private Stop stop;

  /**
   * Where and why reading ended too early.
   *
   * @param near the text there
   * @param beyondMlflow whether anything before has no meaning in MLflow
   */
  record Stop(int position, String near, String allowed, boolean beyondMlflow) {}

  /** What stands between two parentheses, or is the whole text. */
  private static final class Group {
    final Optional<Token> parenthesis;
    final List<Expression> alternatives = new ArrayList<>();
    List<Expression> conjuncts = new ArrayList<>();
    int nots;

    Group(Optional<Token> parenthesis) {
      this.parenthesis = parenthesis;
    }

    void add(Expression term) {
      Expression negated = term;
      for (; nots > 0; nots--) {
        negated = new Expression.Not(negated);
      }
      conjuncts.add(negated);
    }

    void or() {
      alternatives.add(conjuncts.size() == 1 ? conjuncts.get(0) : new Expression.AllOf(conjuncts));
      conjuncts = new ArrayList<>();
    }

    Expression end() {
      or();
      return alternatives.size() == 1 ? alternatives.get(0) : new Expression.AnyOf(alternatives);
    }
  }

  ExpressionParser(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = new TokenCursor(text, tokens);
    this.reader = new ConditionReader(this.tokens, false);
  }

  /** Empty when the text is none; see {@link #stop}. */
  Optional<Expression> parse() {
    open.push(new Group(Optional.empty()));
    boolean wanted = true;
    while (stop == null && (wanted || !tokens.ended())) {
      wanted = wanted ? !term() : joined();
    }
    if (stop == null && open.peek().parenthesis.isPresent()) {
      Token parenthesis = open.peek().parenthesis.get();
      stop = new Stop(parenthesis.position(), "(", "a ) for every (", true);
    }
    return stop == null ? Optional.of(open.pop().end()) : Optional.empty();
  }

  /** After {@link #parse} gave nothing. */
  Stop stop() {
    return stop;
  }

  /** Whether now() was read. */
  boolean namesNow() {
    return reader.namesNow();
  }

  /** Whether a condition was read; else it was what stands before one. */
  private boolean term() {
    if (tokens.ended()) {
      stopHere("a condition: a key, an operator and a value");
      return false;
    }
    Token token = tokens.peek();
    if (tokens.take("NOT")) {
      beyond = true;
      deeper(token);
      open.peek().nots++;
      return false;
    }
    if (tokens.take(Token.Kind.OPEN)) {
      beyond = true;
      deeper(token);
      open.push(new Group(Optional.of(token)));
      return false;
    }
    Optional<Condition> condition = reader.condition();
    if (condition.isEmpty()) {
      stopHere(reader.missing());
      return false;
    }
    count(condition.get());
    add(condition.get());
    return true;
  }

  /** Whether a condition must follow. */
  private boolean joined() {
    Token token = tokens.peek();
    if (tokens.take("AND")) {
      return true;
    }
    if (tokens.take("OR")) {
      beyond = true;
      open.peek().or();
      return true;
    }
    if (token.is(Token.Kind.CLOSE) && open.peek().parenthesis.isPresent()) {
      tokens.take(Token.Kind.CLOSE);
      depth--;
      Expression group = open.pop().end();
      add(group);
      return false;
    }
    stopHere(
        token.is(Token.Kind.CLOSE)
            ? "a ) only where a ( is open"
            : "AND or OR between two conditions");
    return false;
  }

  private void add(Expression term) {
    depth -= open.peek().nots;
    open.peek().add(term);
  }

  private void deeper(Token token) {
    depth++;
    if (depth > DEEPEST) {
      throw FilterFault.at(
          token.position(),
          "Invalid filter '" + FilterFault.quote(text) + "'. It is nested too deeply",
          "at most " + DEEPEST + " parentheses and NOTs inside each other");
    }
  }

  /** A list of numbers counts for as many as it holds. */
  private void count(Condition condition) {
    boolean list =
        condition instanceof Condition.Comparison comparison
            && comparison.right() instanceof Operand.Listing;
    comparisons++;
    if (list) {
      Operand.Listing listing = (Operand.Listing) ((Condition.Comparison) condition).right();
      comparisons +=
          (int)
              listing.items().orElse(List.of()).stream()
                  .filter(item -> !(item instanceof Operand.Text || item instanceof Operand.Symbol))
                  .count();
    }
    if (comparisons > MOST_COMPARISONS) {
      throw FilterFault.at(
          condition.left().position(),
          "Invalid filter '" + FilterFault.quote(text) + "'. It has too many conditions",
          "at most "
              + MOST_COMPARISONS
              + ", a number in a list counting as one; texts in a list"
              + " count nothing");
    }
  }

  private void stopHere(String allowed) {
    boolean beyondMlflow = beyond || reader.beyondMlflow();
    if (!tokens.ended()) {
      Token token = tokens.peek();
      String wanted = openQuote(token) ? "another " + token.text() + " that closes it" : allowed;
      stop = new Stop(token.position(), token.text(), wanted, beyondMlflow);
      return;
    }
    tokens.skip(-1);
    Token last = tokens.peek();
    int end = last.position() + last.text().codePointCount(0, last.text().length());
    stop = new Stop(end, last.text(), allowed, beyondMlflow);
  }

  /** The lexer leaves a quote alone when nothing closes it. */
  private static boolean openQuote(Token token) {
    return token.is(Token.Kind.OTHER)
        && (token.text().equals("'") || token.text().equals("\"") || token.text().equals("`"));
  }
}
