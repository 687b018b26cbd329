package dev.kiseki.ingest.webhook;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after failures: 1 s, 2 s, 4 s … up to the longest, each by chance down to half
 * of it, so that not all come back at once.
 *
 * @param chance from 0 to 1
 */
record Pauses(Duration longest, DoubleSupplier chance) {
  private static final int MOST_DOUBLINGS = 20;
  private static final Duration LONGEST_ASKED = Duration.ofHours(1);

  /**
   * @param failures one after the other, from 1
   * @param asked what the endpoint wants, at least; an hour at most
   */
  Duration after(int failures, Duration asked) {
    long doubled = 1_000L << Math.min(MOST_DOUBLINGS, failures - 1);
    long most = Math.min(doubled, longest.toMillis());
    Duration own = Duration.ofMillis((long) (most * (0.5 + chance.getAsDouble() / 2)));
    Duration wanted = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    return own.compareTo(wanted) > 0 ? own : wanted;
  }
}
