package dev.kiseki.benchmarks;

import java.nio.charset.StandardCharsets;

/**
 * Points that can be told again at any time, for each run and key their own: a noisy falling loss,
 * a point a second.
 */
final class Series {
  /** The smallest step. */
  static final int FIRST = 1;

  private static final long BEGAN = 1_700_000_000_000L;

  private Series() {}

  /** The name of the n-th key. */
  static String key(int n) {
    return "metrics/" + n;
  }

  static long timestamp(int step) {
    return BEGAN + 1_000L * step;
  }

  static double value(int run, int key, int step) {
    long noise = mixed(mixed(run * 0x1_0000_0001L + key) ^ step);
    return 2.3 * Math.exp(-step / 4000.0) + (noise >>> 11) * 0x1.0p-53 * 0.1;
  }

  /** Of which the sum over all points tells whether any is missing, doubled or another. */
  static long fingerprint(long step, long timestamp, double value) {
    return mixed(mixed(mixed(step) ^ timestamp) ^ Double.doubleToLongBits(value));
  }

  /** The sum of a key's fingerprints, from the first step on. */
  static long fingerprints(int run, int key, int steps) {
    long sum = 0;
    for (int step = FIRST; step < FIRST + steps; step++) {
      sum += fingerprint(step, timestamp(step), value(run, key, step));
    }
    return sum;
  }

  /** Builds the body of a log-batch. */
  static final class Batch {
    private final StringBuilder text = new StringBuilder();
    private final int start;
    private final int run;

    Batch(String runId, int run) {
      this.run = run;
      text.append("{\"run_id\": \"").append(runId).append("\", \"metrics\": [");
      start = text.length();
    }

    Batch add(int key, int step) {
      text.append(text.length() == start ? "" : ", ")
          .append("{\"key\": \"metrics/")
          .append(key)
          .append("\", \"value\": ")
          .append(value(run, key, step))
          .append(", \"timestamp\": ")
          .append(timestamp(step))
          .append(", \"step\": ")
          .append(step)
          .append('}');
      return this;
    }

    byte[] bytes() {
      return text.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
    }
  }

  private static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 32)) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 32);
  }
}
