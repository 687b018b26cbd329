package dev.kiseki.query.filter;

import java.util.ArrayList;
import java.util.List;

/** A place in a filter's tokens that moves forwards. */
final class TokenCursor {
  private final String text;
  private final List<Token> tokens;
  private final int[] closing;
  private int at;

  TokenCursor(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
    this.closing = closing(tokens);
  }

  boolean ended() {
    return at == tokens.size();
  }

  Token peek() {
    return tokens.get(at);
  }

  /** Whether the token so many after the next is of a kind. */
  boolean follows(int ahead, Token.Kind kind) {
    return at + ahead < tokens.size() && tokens.get(at + ahead).is(kind);
  }

  Token ahead(int ahead) {
    return tokens.get(at + ahead);
  }

  int index() {
    return at;
  }

  void moveTo(int index) {
    at = index;
  }

  void skip(int count) {
    at += count;
  }

  /** Index of the token that closes the parenthesis at an index; -1 when none does. */
  int closing(int open) {
    return closing[open];
  }

  /** As written, from a token to the last one passed. */
  String since(Token first) {
    return text.substring(first.start(), tokens.get(at - 1).end());
  }

  /** As written, from an index of the text to the end of the token before an index. */
  String between(int from, int end) {
    return text.substring(from, tokens.get(end - 1).end());
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
