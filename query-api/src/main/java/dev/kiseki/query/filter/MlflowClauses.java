package dev.kiseki.query.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Which clauses MLflow 3.17.2 complains of in a text it refuses ({@code _process_statement}): what
 * is no condition, and, other than there, an AND too many or one that is missing.
 */
final class MlflowClauses {
  private final TokenCursor tokens;
  private final ConditionReader reader;
  private final List<String> invalid = new ArrayList<>();
  private final List<String> misplaced = new ArrayList<>();

  private MlflowClauses(String text, List<Token> tokens) {
    this.tokens = new TokenCursor(text, tokens);
    this.reader = new ConditionReader(this.tokens, true);
  }

  /** As written; none when it is one that MLflow can read. */
  static List<String> refused(String text, List<Token> tokens) {
    MlflowClauses clauses = new MlflowClauses(text, tokens);
    clauses.read();
    return clauses.invalid.isEmpty() ? clauses.misplaced : clauses.invalid;
  }

  private void read() {
    boolean joined = true;
    while (!tokens.ended()) {
      Token first = tokens.peek();
      if (tokens.take("AND")) {
        if (joined || tokens.ended()) {
          misplaced.add(first.text());
        }
        joined = true;
      } else {
        clause(first, joined);
        joined = false;
      }
    }
  }

  private void clause(Token first, boolean joined) {
    int index = tokens.index();
    if (reader.condition().isPresent()) {
      if (!joined) {
        misplaced.add(tokens.since(first));
      }
      return;
    }
    tokens.moveTo(index);
    if (reader.operand() == null) {
      tokens.skip(1);
    }
    invalid.add(tokens.since(first));
  }
}
