package dev.kiseki.query.bind;

import dev.kiseki.query.filter.Operand;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A number compared with milliseconds, cut to what tells it from every long.
 *
 * @param whole its floor; the largest long for all above, the smallest for all below
 * @param fraction whether it lies above {@code whole}
 */
record TimeLiteral(long whole, boolean fraction) {
  private static final BigInteger MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final int LONGEST_LONG = 20;

  static TimeLiteral of(Operand.Figure figure) {
    String text = figure.source();
    if (figure.integer() && text.length() <= LONGEST_LONG) {
      return of(new BigDecimal(text));
    }
    // A double first, as in MLflow; it also bounds the work that many digits or a huge exponent
    // make.
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) || Math.abs(value) > 1e19
        ? beyond(value > 0)
        : of(figure.integer() ? new BigDecimal(stripZeros(text)) : new BigDecimal(value));
  }

  static TimeLiteral of(long millis) {
    return new TimeLiteral(millis, false);
  }

  /** Now and an offset, kept within a long. */
  static TimeLiteral of(Operand.Moment moment, long nowMillis) {
    long sum = nowMillis + moment.offsetMillis();
    boolean overflow = ((nowMillis ^ sum) & (moment.offsetMillis() ^ sum)) < 0;
    return of(overflow ? (sum < 0 ? Long.MAX_VALUE : Long.MIN_VALUE) : sum);
  }

  private static TimeLiteral of(BigDecimal value) {
    BigInteger floor = value.setScale(0, RoundingMode.FLOOR).toBigInteger();
    if (floor.compareTo(MAX) > 0 || floor.compareTo(MIN) < 0) {
      return beyond(value.signum() > 0);
    }
    return new TimeLiteral(floor.longValue(), value.compareTo(new BigDecimal(floor)) != 0);
  }

  private static TimeLiteral beyond(boolean above) {
    return above ? new TimeLiteral(Long.MAX_VALUE, true) : new TimeLiteral(Long.MIN_VALUE, false);
  }

  private static String stripZeros(String text) {
    String digits = text.replaceFirst("^-?0*", "");
    return (text.startsWith("-") ? "-" : "") + (digits.isEmpty() ? "0" : digits);
  }
}
