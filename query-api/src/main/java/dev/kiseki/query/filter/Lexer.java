package dev.kiseki.query.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text to tokens. MLflow reads filters with the SQL lexer of sqlparse; this one cuts what MLflow
 * accepts in the same places. Time grows with the length of the text, whatever it holds.
 */
final class Lexer {
  /** sqlparse gives up at as many, blanks included. */
  static final int MOST_TOKENS = 10_000;

  // Possessive, so that long digits cost one pass.
  private static final Pattern NUMBER =
      Pattern.compile(
          "-?(?:\\d++(?:\\.\\d++)?[eE]-?\\d++|(?:\\d++\\.\\d*+|\\.\\d++|\\d++)(?![\\p{L}_\\d]))");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private final int lastCommentEnd;
  private int at;
  private int counted;
  private int position = 1;

  private Lexer(String text) {
    this.text = text;
    this.lastCommentEnd = text.lastIndexOf("*/");
  }

  static List<Token> read(String text) {
    Lexer lexer = new Lexer(text);
    while (lexer.skipBlanks()) {
      if (lexer.tokens.size() == MOST_TOKENS) {
        throw FilterFault.at(
            lexer.position + text.codePointCount(lexer.counted, lexer.at),
            "Error on parsing filter '"
                + FilterFault.quote(text)
                + "': more than "
                + MOST_TOKENS
                + " words and signs",
            "at most so many");
      }
      lexer.next();
    }
    return lexer.tokens;
  }

  private boolean skipBlanks() {
    while (at < text.length() && Characters.blank(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    return at < text.length();
  }

  private void next() {
    int c = text.codePointAt(at);
    if (text.startsWith("--", at) || text.startsWith("# ", at)) {
      add(Token.Kind.COMMENT, lineEnd());
    } else if (text.startsWith("/*", at) && at + 2 <= lastCommentEnd) {
      add(Token.Kind.COMMENT, text.indexOf("*/", at + 2) + 2);
    } else if (Characters.digit(c) || c == '-' || c == '.') {
      number(c);
    } else if (Characters.word(c)) {
      name(wordEnd(at));
    } else if (c == '\'' || c == '"' || c == '`') {
      quoted(c);
    } else if (Characters.comparison(c)) {
      int end = at;
      while (end < text.length() && Characters.comparison(text.charAt(end))) {
        end++;
      }
      add(Token.Kind.COMPARATOR, end);
    } else {
      add(sign(c), at + Character.charCount(c));
    }
  }

  private static Token.Kind sign(int c) {
    return switch (c) {
      case '(' -> Token.Kind.OPEN;
      case ')' -> Token.Kind.CLOSE;
      case ',' -> Token.Kind.COMMA;
      case ';' -> Token.Kind.SEMICOLON;
      default -> Token.Kind.OTHER;
    };
  }

  private void add(Token.Kind kind, int end) {
    position += text.codePointCount(counted, at);
    counted = at;
    tokens.add(new Token(kind, text.substring(at, end), at, position));
    at = end;
  }

  private void number(int c) {
    Matcher number = NUMBER.matcher(text).region(at, text.length()).useTransparentBounds(true);
    if (number.lookingAt()) {
      add(Token.Kind.NUMBER, number.end());
    } else if (Characters.digit(c)) {
      name(wordEnd(at));
    } else {
      add(Token.Kind.OTHER, at + 1);
    }
  }

  private void quoted(int quote) {
    int end = QuotedText.end(text, at);
    if (end < 0) {
      add(Token.Kind.OTHER, at + 1);
    } else if (quote == '\'') {
      add(Token.Kind.TEXT, end);
    } else if (quote == '"' && (end == text.length() || text.charAt(end) != '.')) {
      add(Token.Kind.SYMBOL, end);
    } else {
      name(end);
    }
  }

  /** Joins what follows directly by dots; a part may be empty. */
  private void name(int firstEnd) {
    int end = firstEnd;
    while (end < text.length() && text.charAt(end) == '.') {
      end++;
      int quotedEnd = end < text.length() ? QuotedText.end(text, end) : -1;
      end = quotedEnd >= 0 ? quotedEnd : wordEnd(end);
    }
    add(Token.Kind.NAME, end);
  }

  private int wordEnd(int from) {
    int end = from;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      if (!Characters.word(c) && (end == from || (c != '$' && c != '#'))) {
        break;
      }
      end += Character.charCount(c);
    }
    return end;
  }

  private int lineEnd() {
    int end = at;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }
}
