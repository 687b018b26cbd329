package dev.kiseki.query.filter;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.rule.PythonText;
import java.util.List;
import java.util.Optional;

/**
 * Filter text to syntax: MLflow 3.17.2's conditions joined by AND, and what docs/search.md adds to
 * them. A text that only MLflow's words occur in is refused with the complaint it gets there, and
 * then the place.
 */
public final class FilterParser {
  /** Characters; what travels to the shards stays well below a message's limit. */
  static final int LONGEST = 1_000_000;

  private FilterParser() {}

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE, in MLflow's words and with the position
   */
  public static Filter parse(String text, Grammar grammar) {
    if (text.isEmpty()) {
      return Filter.EMPTY;
    }
    if (text.length() > LONGEST && text.codePointCount(0, text.length()) > LONGEST) {
      throw FilterFault.at(
          LONGEST + 1,
          "Invalid filter '" + FilterFault.quote(text) + "'. It is too long",
          "at most " + LONGEST + " characters");
    }
    List<Token> tokens = Lexer.read(text);
    if (tokens.isEmpty()) {
      throw FilterFault.at(1, grammar.blank(text), "conditions, or no filter");
    }
    refuseSecondStatement(text, tokens);
    ExpressionParser parser = new ExpressionParser(text, tokens);
    Optional<Expression> root = parser.parse();
    return new Filter(
        root.orElseThrow(() -> refusal(text, tokens, grammar, parser.stop())), parser.namesNow());
  }

  private static void refuseSecondStatement(String text, List<Token> tokens) {
    for (Token token : tokens.subList(0, tokens.size() - 1)) {
      if (token.is(Token.Kind.SEMICOLON)) {
        throw FilterFault.at(
            token.position(),
            "Search filter contained multiple expression "
                + PythonText.repr(FilterFault.quote(text))
                + ". Provide AND-ed expression list.");
      }
    }
  }

  private static TrackingException refusal(
      String text, List<Token> tokens, Grammar grammar, ExpressionParser.Stop stop) {
    List<String> mlflow = stop.beyondMlflow() ? List.of() : MlflowClauses.refused(text, tokens);
    return FilterFault.at(
        stop.position(),
        grammar.unreadable(text, mlflow.isEmpty() ? List.of(stop.near()) : mlflow),
        stop.allowed());
  }
}
