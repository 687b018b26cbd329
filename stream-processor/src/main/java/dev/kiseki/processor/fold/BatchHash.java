package dev.kiseki.processor.fold;

import dev.kiseki.event.run.MetricColumns;

/**
 * 64 bits that tell a metric batch from others: the same for the same points in the same order, in
 * every release, since documents hold them. Equal for two that differ with a chance of 2^-64.
 */
final class BatchHash {
  private static final long FACTOR = 0x9E3779B97F4A7C15L;

  private BatchHash() {}

  static long of(MetricColumns batch) {
    long hash = mix(0, batch.size());
    for (String key : batch.keys()) {
      hash = mix(hash, key.length());
      for (int i = 0; i < key.length(); i++) {
        hash = mix(hash, key.charAt(i));
      }
    }
    for (int i = 0; i < batch.size(); i++) {
      hash = mix(hash, batch.keyIndex(i));
      hash = mix(hash, batch.step(i));
      hash = mix(hash, batch.timestamp(i));
      hash = mix(hash, Double.doubleToLongBits(batch.value(i)));
    }
    return hash;
  }

  private static long mix(long hash, long next) {
    long mixed = (hash ^ next) * FACTOR;
    return (mixed ^ (mixed >>> 32)) + FACTOR;
  }
}
