package dev.kiseki.query.filter;

import java.util.Optional;

/** Reads spans of time, and now() with what is added to it or taken away. */
final class TimeReader {
  private final TokenCursor tokens;
  private boolean namesNow;

  TimeReader(TokenCursor tokens) {
    this.tokens = tokens;
  }

  /** Whether now() was read. */
  boolean namesNow() {
    return namesNow;
  }

  /** Empty, and nothing taken, when none starts here. */
  Optional<Operand> span() {
    int from = tokens.peek().start();
    int end = spanEnd(from);
    return end == tokens.index() ? Optional.empty() : Optional.of(span(from, end));
  }

  /** What follows {@code now()}, which was taken. */
  Operand moment(Token now) {
    namesNow = true;
    long offset = 0;
    while (!tokens.ended() && offsetSign(tokens.peek())) {
      Token sign = tokens.peek();
      // The lexer reads -1.5h as a number, a point and a word.
      boolean number = sign.is(Token.Kind.NUMBER);
      tokens.skip(number ? 0 : 1);
      int from = number ? sign.start() + 1 : tokens.ended() ? 0 : tokens.peek().start();
      int end = tokens.ended() ? tokens.index() : spanEnd(from);
      if (end == tokens.index()) {
        throw FilterFault.at(
            sign.position(),
            "Expected a span of time after now() and '" + FilterFault.quote(sign.text()) + "'",
            "digits and one of the units " + Spans.UNITS + ", as in now() - 7d");
      }
      long millis = span(from, end).millis();
      offset = Spans.plus(offset, sign.text().startsWith("-") ? -millis : millis);
    }
    return new Operand.Moment(tokens.since(now), now.position(), offset);
  }

  private static boolean offsetSign(Token token) {
    return token.text().equals("+")
        || token.text().equals("-")
        || (token.is(Token.Kind.NUMBER) && token.text().startsWith("-"));
  }

  /** Index after the span that starts here; the same index when none does. */
  private int spanEnd(int from) {
    Token token = tokens.peek();
    if (token.is(Token.Kind.NAME) && Spans.is(token.text())) {
      return tokens.index() + 1;
    }
    // The lexer has to cut 1.5h as MLflow's does: into 1, a point and 5h.
    boolean decimal =
        token.is(Token.Kind.NUMBER)
            && tokens.follows(2, Token.Kind.NAME)
            && Spans.is(tokens.between(from, tokens.index() + 3));
    return tokens.index() + (decimal ? 3 : 0);
  }

  private Operand.Span span(int from, int end) {
    Token first = tokens.peek();
    String source = tokens.between(from, end);
    long millis =
        Spans.millis(source)
            .orElseThrow(
                () ->
                    FilterFault.at(
                        first.position(),
                        "Expected a span of whole milliseconds. Found " + source,
                        "digits and one of the units " + Spans.UNITS));
    tokens.moveTo(end);
    return new Operand.Span(source, first.position(), millis);
  }
}
