package dev.kiseki.processor.fold;

import dev.kiseki.event.run.MetricColumns;

/**
 * 64 bits that tell a metric batch from others: the same for the same points in the same order, in
 * every release, since documents hold them. Equal for two that differ with a chance of 2^-64.
 */
final class BatchHash {
  private static final long STEP = 0x9E3779B97F4A7C15L;

  private BatchHash() {}

  static long of(MetricColumns batch) {
    long hash = mix(0, batch.size());
    for (String key : batch.keys()) {
      hash = text(hash, key);
    }
    // Four chains that do not wait for each other.
    long index = 0;
    long steps = 1;
    long timestamps = 2;
    long values = 3;
    for (int i = 0; i < batch.size(); i++) {
      index = mix(index, batch.keyIndex(i));
      steps = mix(steps, batch.step(i));
      timestamps = mix(timestamps, batch.timestamp(i));
      values = mix(values, Double.doubleToLongBits(batch.value(i)));
    }
    return mix(mix(mix(mix(hash, index), steps), timestamps), values);
  }

  private static long text(long before, String text) {
    long hash = mix(before, text.length());
    long four = 0;
    for (int i = 0; i < text.length(); i++) {
      four = (four << Character.SIZE) | text.charAt(i);
      if (i % 4 == 3) {
        hash = mix(hash, four);
        four = 0;
      }
    }
    return mix(hash, four);
  }

  /** SplitMix64's finalizer, so that every bit of a word moves half the bits of the hash. */
  private static long mix(long hash, long next) {
    long mixed = (hash ^ next) + STEP;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
