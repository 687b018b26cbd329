package dev.kiseki.processor.promote;

import java.time.Duration;

/**
 * How much is moved at once.
 *
 * @param inFlight runs written at the same time
 * @param pointsAtOnce about the most points of one run in one write
 * @param spread runs whose turn comes at once are written over this time
 */
public record HistorySettings(int inFlight, int pointsAtOnce, Duration spread) {
  /**
   * About the most points of one run in one write, unless a test wants fewer: of one metric, two
   * chunks, nearly full.
   */
  public static final int POINTS_AT_ONCE = 120_000;
}
