package dev.kiseki.query.filter;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as a filter writes them: digits and a unit, {@code 90m} or {@code 1.5h}. */
final class Spans {
  static final String UNITS = "ms, s, m, h, d, w";

  /** Bounds the work; the longest long is shorter. */
  private static final int LONGEST = 40;

  private static final Pattern SPAN = Pattern.compile("(\\d++(?:\\.\\d++)?)(ms|s|m|h|d|w)");
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private Spans() {}

  static boolean is(String text) {
    return text.length() <= LONGEST && SPAN.matcher(text).matches();
  }

  /** Milliseconds, the largest long for more; empty when they are no whole number. */
  static Optional<Long> millis(String span) {
    Matcher parts = SPAN.matcher(span);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no span: " + span);
    }
    BigDecimal millis = new BigDecimal(parts.group(1)).multiply(unit(parts.group(2)));
    if (millis.compareTo(MOST) > 0) {
      return Optional.of(Long.MAX_VALUE);
    }
    return millis.stripTrailingZeros().scale() > 0
        ? Optional.empty()
        : Optional.of(millis.longValueExact());
  }

  /** The sum, kept within a long. */
  static long plus(long a, long b) {
    long sum = a + b;
    boolean overflow = ((a ^ sum) & (b ^ sum)) < 0;
    return overflow ? (a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  private static BigDecimal unit(String unit) {
    return BigDecimal.valueOf(
        switch (unit) {
          case "ms" -> 1;
          case "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          case "d" -> 86_400_000;
          default -> 604_800_000;
        });
  }
}
