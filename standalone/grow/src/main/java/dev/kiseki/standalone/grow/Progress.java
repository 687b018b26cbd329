package dev.kiseki.standalone.grow;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says every few seconds how far it is, and what comes next. */
final class Progress {
  private static final long EVERY_NANOS = 5_000_000_000L;

  private final PrintStream out;
  private final LongSupplier nanos;
  private long began;
  private long beganAt;
  private long said;

  Progress(PrintStream out, LongSupplier nanos) {
    this.out = out;
    this.nanos = nanos;
  }

  void say(String line) {
    out.println(line);
  }

  /** From here on speed is reckoned. */
  void begin(long copied) {
    began = nanos.getAsLong();
    beganAt = copied;
    said = began;
  }

  /** Records that are copied, of all that there are. */
  void at(long copied, long all) {
    long now = nanos.getAsLong();
    if (now - said < EVERY_NANOS) {
      return;
    }
    said = now;
    double perSecond = (copied - beganAt) * 1e9 / Math.max(1, now - began);
    out.printf(
        Locale.ROOT,
        "  %,d of %,d records (%.1f %%), %,.0f a second%n",
        copied,
        all,
        100.0 * copied / Math.max(1, all),
        perSecond);
  }
}
