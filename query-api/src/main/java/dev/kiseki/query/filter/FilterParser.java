package dev.kiseki.query.filter;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.rule.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Filter text to syntax: conditions joined by AND. What is no condition is collected and named in
 * one complaint (MLflow 3.17.2, {@code _process_statement}). Unlike there, an AND too many and a
 * missing one are refused.
 */
public final class FilterParser {
  private static final Set<String> RESERVED =
      Set.of("AND", "OR", "NOT", "IN", "IS", "NULL", "LIKE", "ILIKE", "RLIKE", "BETWEEN");

  private final String text;
  private final Grammar grammar;
  private final List<Token> tokens;
  private final int[] closing;
  private final List<Condition> conditions = new ArrayList<>();
  private final List<Clause> invalid = new ArrayList<>();
  private final List<Clause> misplaced = new ArrayList<>();
  private int at;

  /** A stretch of the text. */
  private record Clause(Token first, Token last) {}

  private FilterParser(String text, Grammar grammar) {
    this.text = text;
    this.grammar = grammar;
    this.tokens = Lexer.read(text);
    this.closing = closing(tokens);
  }

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE, in MLflow's words and with the position
   */
  public static Filter parse(String text, Grammar grammar) {
    return text.isEmpty() ? new Filter(List.of()) : new FilterParser(text, grammar).filter();
  }

  private Filter filter() {
    if (tokens.isEmpty()) {
      throw TrackingException.invalid(
          "Invalid filter '" + FilterFault.quote(text) + "'. Could not be parsed.");
    }
    refuseSecondStatement();
    boolean joined = true;
    while (at < tokens.size()) {
      Token first = tokens.get(at);
      if (first.is("AND")) {
        if (joined || at + 1 == tokens.size()) {
          misplaced.add(new Clause(first, first));
        }
        joined = true;
        at++;
      } else {
        clause(joined);
        joined = false;
      }
    }
    refuse(invalid);
    refuse(misplaced);
    return new Filter(conditions);
  }

  private void clause(boolean joined) {
    int from = at;
    Optional<Condition> condition = condition();
    if (condition.isPresent()) {
      conditions.add(condition.get());
      if (!joined) {
        misplaced.add(new Clause(tokens.get(from), tokens.get(at - 1)));
      }
    } else {
      at = from;
      Operand group = operand();
      at = group == null ? from + 1 : at;
      invalid.add(new Clause(tokens.get(from), tokens.get(at - 1)));
    }
  }

  private void refuseSecondStatement() {
    for (int i = 0; i < tokens.size() - 1; i++) {
      if (tokens.get(i).is(Token.Kind.SEMICOLON)) {
        throw FilterFault.at(
            tokens.get(i).position(),
            "Search filter contained multiple expression "
                + PythonText.repr(FilterFault.quote(text))
                + ". Provide AND-ed expression list.");
      }
    }
  }

  private void refuse(List<Clause> clauses) {
    if (!clauses.isEmpty()) {
      List<String> texts =
          clauses.stream()
              .map(clause -> text.substring(clause.first.start(), clause.last.end()))
              .toList();
      throw FilterFault.at(
          clauses.get(0).first.position(),
          "Invalid clause(s) in filter string: " + FilterFault.quote(grammar.list(texts)),
          "conditions of a key, an operator and a value, with AND between them");
    }
  }

  private Optional<Condition> condition() {
    Operand left = operand();
    if (left == null || at == tokens.size()) {
      return Optional.empty();
    }
    int operatorPosition = tokens.get(at).position();
    Optional<String> comparator = comparator();
    if (comparator.isPresent()) {
      return compared(left, comparator.get(), operatorPosition, operand());
    }
    if (!left.identifier()) {
      return Optional.empty();
    }
    if (take("IN")) {
      return compared(left, "IN", operatorPosition, listing());
    }
    if (take("NOT")) {
      return take("IN") ? compared(left, "NOT IN", operatorPosition, listing()) : Optional.empty();
    }
    if (take("IS")) {
      boolean negated = take("NOT");
      return take("NULL") ? Optional.of(new Condition.NullTest(left, negated)) : Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<Condition> compared(
      Operand left, String operator, int operatorPosition, Operand right) {
    return Optional.ofNullable(right)
        .map(operand -> new Condition.Comparison(left, operator, operatorPosition, operand));
  }

  private Optional<String> comparator() {
    Token token = tokens.get(at);
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

  private boolean take(String keyword) {
    boolean taken = at < tokens.size() && tokens.get(at).is(keyword);
    at += taken ? 1 : 0;
    return taken;
  }

  private Operand listing() {
    return at < tokens.size() && tokens.get(at).is(Token.Kind.OPEN) ? operand() : null;
  }

  /** The operand that starts here; null, and nothing taken, when none does. */
  private Operand operand() {
    if (at == tokens.size()) {
      return null;
    }
    Token token = tokens.get(at);
    int position = token.position();
    Operand operand =
        switch (token.kind()) {
          case NAME ->
              RESERVED.contains(token.upper()) ? null : new Operand.Name(token.text(), position);
          case SYMBOL -> new Operand.Symbol(token.text(), position);
          case TEXT -> new Operand.Text(token.text(), position);
          case NUMBER -> new Operand.Figure(token.text(), position);
          case OPEN -> closing[at] < 0 ? null : group(position);
          case COMPARATOR, CLOSE, COMMA, SEMICOLON, COMMENT, OTHER -> null;
        };
    if (operand != null) {
      at = token.is(Token.Kind.OPEN) ? closing[at] + 1 : at + 1;
    }
    return operand;
  }

  private Operand group(int position) {
    Token open = tokens.get(at);
    Token close = tokens.get(closing[at]);
    List<Token> inside = tokens.subList(at + 1, closing[at]);
    return new Operand.Listing(text.substring(open.start(), close.end()), position, items(inside));
  }

  private Optional<List<Operand>> items(List<Token> inside) {
    List<Operand> items = new ArrayList<>();
    for (int i = 0; i < inside.size(); i++) {
      Token token = inside.get(i);
      boolean item = i % 2 == 0;
      if (item == token.is(Token.Kind.COMMA)) {
        return Optional.empty();
      }
      if (item) {
        switch (token.kind()) {
          case TEXT -> items.add(new Operand.Text(token.text(), token.position()));
          case SYMBOL -> items.add(new Operand.Symbol(token.text(), token.position()));
          case NUMBER -> items.add(new Operand.Figure(token.text(), token.position()));
          default -> {
            return Optional.empty();
          }
        }
      }
    }
    return Optional.of(items);
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
