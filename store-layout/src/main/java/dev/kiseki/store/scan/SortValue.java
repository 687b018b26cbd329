package dev.kiseki.store.scan;

/**
 * One component of a place in an order. Ranks come before values and do not turn round in a
 * descending order: values, then NaN, then missing (MLflow 3.17.2, {@code _get_orderby_clauses}).
 */
public sealed interface SortValue {
  /** 0 for a value, 1 for NaN, 2 for missing. */
  default int rank() {
    return 0;
  }

  <R> R match(Cases<R> cases);

  /** One method a case and no fallback. */
  interface Cases<R> {
    R missing();

    R number(Numeric number);

    R whole(Whole whole);

    R text(Text text);
  }

  record Missing() implements SortValue {
    @Override
    public int rank() {
      return 2;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.missing();
    }
  }

  /** A metric: infinities become the largest doubles and -0.0 becomes 0.0, so that they tie. */
  record Numeric(double value) implements SortValue {
    public Numeric {
      value = finite(value) + 0.0;
    }

    @Override
    public int rank() {
      return Double.isNaN(value) ? 1 : 0;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.number(this);
    }
  }

  record Whole(long value) implements SortValue {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.whole(this);
    }
  }

  /** Ordered by its UTF-8 bytes. */
  record Text(String value) implements SortValue {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.text(this);
    }
  }

  /** MLflow's SQL store keeps infinities as the largest doubles; NaN stays NaN. */
  static double finite(double value) {
    return Double.isNaN(value)
        ? value
        : Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value));
  }
}
