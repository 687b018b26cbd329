package dev.kiseki.standalone.launch;

import java.time.Duration;

/**
 * How long to wait before a child that died is started again: half a second, doubled each time, at
 * most half a minute. A child that has served for a minute starts over at half a second.
 */
final class Backoff {
  static final Duration FIRST = Duration.ofMillis(500);
  static final Duration LONGEST = Duration.ofSeconds(30);
  static final Duration GOOD_RUN = Duration.ofMinutes(1);

  private Duration next = FIRST;

  /**
   * The wait before the next start.
   *
   * @param served how long the child had been ready before it died; zero if it never was
   */
  Duration afterDeath(Duration served) {
    if (served.compareTo(GOOD_RUN) >= 0) {
      next = FIRST;
    }
    Duration wait = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return wait;
  }
}
