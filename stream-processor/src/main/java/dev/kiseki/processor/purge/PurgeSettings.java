package dev.kiseki.processor.purge;

/**
 * How fast what purged runs left is removed.
 *
 * @param inFlight runs at the same time
 * @param runsPerSecond most runs begun in a second
 */
public record PurgeSettings(int inFlight, int runsPerSecond) {
  /** Runs at the same time, unless a test wants fewer. */
  public static final int IN_FLIGHT = 8;
}
