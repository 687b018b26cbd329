package dev.kiseki.query.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * Which clauses MLflow 3.17.2 complains of in a text it refuses ({@code _process_statement}): what
 * is no condition, and, other than there, an AND too many or one that is missing.
 */
final class MlflowClauses {
  private final String text;
  private final List<Token> tokens;
  private final ConditionReader reader;
  private final List<String> invalid = new ArrayList<>();
  private final List<String> misplaced = new ArrayList<>();

  private MlflowClauses(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
    this.reader = new ConditionReader(text, tokens, true);
  }

  /** As written; none when it is one that MLflow can read. */
  static List<String> refused(String text, List<Token> tokens) {
    MlflowClauses clauses = new MlflowClauses(text, tokens);
    clauses.read();
    return clauses.invalid.isEmpty() ? clauses.misplaced : clauses.invalid;
  }

  private void read() {
    boolean joined = true;
    while (!reader.ended()) {
      int first = reader.index();
      if (reader.take("AND")) {
        if (joined || reader.ended()) {
          misplaced.add(tokens.get(first).text());
        }
        joined = true;
      } else {
        clause(first, joined);
        joined = false;
      }
    }
  }

  private void clause(int first, boolean joined) {
    if (reader.condition().isPresent()) {
      if (!joined) {
        misplaced.add(upToHere(first));
      }
      return;
    }
    reader.moveTo(first);
    if (reader.operand() == null) {
      reader.moveTo(first + 1);
    }
    invalid.add(upToHere(first));
  }

  private String upToHere(int first) {
    return text.substring(tokens.get(first).start(), tokens.get(reader.index() - 1).end());
  }
}
