package dev.kiseki.store.scan;

import java.util.Optional;

/** The comparisons of numbers. Numbers travel in {@link RunQueryCodec}: never reuse one. */
public enum Comparison {
  EQUAL(1, "="),
  NOT_EQUAL(2, "!="),
  GREATER(3, ">"),
  GREATER_OR_EQUAL(4, ">="),
  LESS(5, "<"),
  LESS_OR_EQUAL(6, "<=");

  private final int number;
  private final String symbol;

  Comparison(int number, String symbol) {
    this.number = number;
    this.symbol = symbol;
  }

  public int number() {
    return number;
  }

  /** As written in a filter. */
  public String symbol() {
    return symbol;
  }

  /**
   * @param order negative, zero or positive: how the left side compares with the right
   */
  public boolean holds(int order) {
    return switch (this) {
      case EQUAL -> order == 0;
      case NOT_EQUAL -> order != 0;
      case GREATER -> order > 0;
      case GREATER_OR_EQUAL -> order >= 0;
      case LESS -> order < 0;
      case LESS_OR_EQUAL -> order <= 0;
    };
  }

  public static Optional<Comparison> ofSymbol(String symbol) {
    for (Comparison comparison : values()) {
      if (comparison.symbol.equals(symbol)) {
        return Optional.of(comparison);
      }
    }
    return Optional.empty();
  }

  static Comparison ofNumber(int number) {
    for (Comparison comparison : values()) {
      if (comparison.number == number) {
        return comparison;
      }
    }
    throw new UnreadableQueryException("unknown comparison " + number);
  }
}
