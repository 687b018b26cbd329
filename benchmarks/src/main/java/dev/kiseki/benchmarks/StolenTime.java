package dev.kiseki.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * How much of this machine's CPU time its host gave to others: on a shared host the first thing to
 * know about a figure. Linux only.
 */
final class StolenTime {
  /** The columns of /proc/stat that add up to all time: user to steal; guests are within user. */
  private static final int COLUMNS = 8;

  private static final int STEAL = 7;

  private final Path stat;
  private final long[] before;

  private StolenTime(Path stat) {
    this.stat = stat;
    this.before = read(stat);
  }

  /** Begins to count. */
  static StolenTime from(Path stat) {
    return new StolenTime(stat);
  }

  static StolenTime fromNow() {
    return from(Path.of("/proc/stat"));
  }

  /** Share of the CPU time since then, 0 to 1; NaN where the system does not tell. */
  double share() {
    long[] now = read(stat);
    if (now.length < COLUMNS || before.length < COLUMNS) {
      return Double.NaN;
    }
    long all = Arrays.stream(now).sum() - Arrays.stream(before).sum();
    return all == 0 ? Double.NaN : (double) (now[STEAL] - before[STEAL]) / all;
  }

  private static long[] read(Path stat) {
    try {
      String line = Files.readAllLines(stat).get(0);
      return Arrays.stream(line.strip().split("\\s+"))
          .skip(1)
          .limit(COLUMNS)
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException untold) {
      return new long[0];
    }
  }
}
