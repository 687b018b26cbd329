package dev.kiseki.standalone.gc;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as {@code mlflow gc} reads them: {@code 30d}, {@code 1d2h3m4s}, {@code 1.5h}. */
final class Ages {
  private static final String NUMBER = "([0-9]+(?:\\.[0-9]+)?)";
  private static final Pattern FORM =
      Pattern.compile("(?:%1$sd)?(?:%1$sh)?(?:%1$sm)?(?:%1$ss)?".formatted(NUMBER));
  private static final long[] MILLIS = {86_400_000, 3_600_000, 60_000, 1_000};

  private Ages() {}

  /**
   * @param option whose value it is
   */
  static Duration parse(String option, String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher parts = FORM.matcher(text);
    if (text.isEmpty() || !parts.matches()) {
      throw new GcFailure(
          "%s is a time such as 30d, 8h or 2d8h5m20s, not '%s'.".formatted(option, text));
    }
    BigDecimal millis = BigDecimal.ZERO;
    for (int i = 0; i < MILLIS.length; i++) {
      if (parts.group(i + 1) != null) {
        millis =
            millis.add(new BigDecimal(parts.group(i + 1)).multiply(BigDecimal.valueOf(MILLIS[i])));
      }
    }
    try {
      return Duration.ofMillis(millis.toBigInteger().longValueExact());
    } catch (ArithmeticException tooLong) {
      throw new GcFailure("%s is too long: '%s'.".formatted(option, text));
    }
  }

  /** As {@link #parse} reads it. */
  static String text(Duration age) {
    StringBuilder text = new StringBuilder();
    append(text, age.toDays(), "d");
    append(text, age.toHoursPart(), "h");
    append(text, age.toMinutesPart(), "m");
    append(text, age.toSecondsPart(), "s");
    return text.length() == 0 ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long count, String unit) {
    if (count > 0) {
      text.append(count).append(unit);
    }
  }
}
