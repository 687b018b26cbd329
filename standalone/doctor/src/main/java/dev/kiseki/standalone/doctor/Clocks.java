package dev.kiseki.standalone.doctor;

import java.time.Duration;

/** Compares a clock with ours. */
final class Clocks {
  private static final Duration WARN = Duration.ofSeconds(30);
  private static final Duration FAIL = Duration.ofMinutes(5);

  private Clocks() {}

  /**
   * @param theirs epoch milliseconds
   * @param before our clock when they were asked
   * @param after our clock when they had answered
   * @param needed whether a wrong clock stops something
   */
  static Outcome judge(String whose, long theirs, long before, long after, boolean needed) {
    // Whatever they said between the two is right.
    long skew = theirs < before ? theirs - before : Math.max(0, theirs - after);
    Duration off = Duration.ofMillis(Math.abs(skew));
    String seen =
        off.toSeconds() < 2
            ? "the clock of %s agrees with ours".formatted(whose)
            : "the clock of %s is %s %s ours"
                .formatted(whose, text(off), skew > 0 ? "ahead of" : "behind");
    if (off.compareTo(WARN) <= 0) {
      return new Outcome.Ok(seen);
    }
    String advice = "Set the clock of this machine or of %s by NTP.".formatted(whose);
    return needed && off.compareTo(FAIL) > 0
        ? new Outcome.Failed(seen, advice + " S3 refuses every request at 15 minutes.")
        : new Outcome.Warning(seen, advice);
  }

  private static String text(Duration off) {
    return off.toMinutes() < 2 ? off.toSeconds() + " s" : off.toMinutes() + " minutes";
  }
}
