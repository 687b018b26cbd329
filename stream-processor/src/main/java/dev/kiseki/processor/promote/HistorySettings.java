package dev.kiseki.processor.promote;

/**
 * How much is moved at once.
 *
 * @param inFlight runs written at the same time
 * @param pointsAtOnce about the most points of one run in one write
 */
public record HistorySettings(int inFlight, int pointsAtOnce) {
  public static final HistorySettings DEFAULT = new HistorySettings(32, 100_000);
}
