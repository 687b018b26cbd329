package dev.kiseki.query.filter;

import java.util.List;
import java.util.Optional;

/** One side of a comparison. Positions count characters of the filter from 1. */
public sealed interface Operand {
  /** As written. */
  String source();

  int position();

  /** What compares as an identifier, though it may turn out to be a text in double quotes. */
  default boolean identifier() {
    return false;
  }

  /** A key with or without its entity: {@code metrics.loss}, {@code `run name`}. */
  record Name(String source, int position) implements Operand {
    @Override
    public boolean identifier() {
      return true;
    }
  }

  /** Something in double quotes without a dot: a key on the left, a text on the right. */
  record Symbol(String source, int position) implements Operand {
    @Override
    public boolean identifier() {
      return true;
    }
  }

  /** A text in single quotes. */
  record Text(String source, int position) implements Operand {}

  /** Digits with sign, point or exponent. */
  record Figure(String source, int position) implements Operand {
    public boolean integer() {
      return source.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
    }
  }

  /**
   * Digits and a unit: {@code 7d}, {@code 1.5h}. As a name it is one that nothing has.
   *
   * @param millis kept within a long
   */
  record Span(String source, int position, long millis) implements Operand {
    @Override
    public boolean identifier() {
      return true;
    }
  }

  /**
   * {@code now()}, with or without spans added and taken away.
   *
   * @param offsetMillis from now; kept within a long
   */
  record Moment(String source, int position, long offsetMillis) implements Operand {}

  /** A word and parentheses that are not {@code now()}: {@code max(metrics.loss)}. */
  record Call(String source, int position, Listing arguments) implements Operand {
    /** As written. */
    public String function() {
      return source.substring(0, source.length() - arguments.source().length()).strip();
    }
  }

  /**
   * Something in parentheses.
   *
   * @param items what stands between the commas; empty when it is no list of single items
   */
  record Listing(String source, int position, Optional<List<Operand>> items) implements Operand {
    public Listing {
      items = items.map(List::copyOf);
    }
  }
}
