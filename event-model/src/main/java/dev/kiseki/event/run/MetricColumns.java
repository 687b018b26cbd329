package dev.kiseki.event.run;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Points of one batch by column: a dictionary of keys, and four arrays of equal length. Point i is
 * ({@code keys[keyIndex[i]]}, {@code steps[i]}, {@code timestamps[i]} in epoch milliseconds, {@code
 * values[i]}).
 *
 * <p>A value class over arrays for the sake of the hot path: whoever gets one must not write to its
 * arrays.
 */
public final class MetricColumns {
  public static final MetricColumns EMPTY =
      new MetricColumns(List.of(), new int[0], new long[0], new long[0], new double[0]);

  private final List<String> keys;
  private final int[] keyIndex;
  private final long[] steps;
  private final long[] timestamps;
  private final double[] values;

  /** Takes the arrays over. */
  public MetricColumns(
      List<String> keys, int[] keyIndex, long[] steps, long[] timestamps, double[] values) {
    if (steps.length != keyIndex.length
        || timestamps.length != keyIndex.length
        || values.length != keyIndex.length) {
      throw new IllegalArgumentException("metric columns differ in length");
    }
    for (int index : keyIndex) {
      if (index < 0 || index >= keys.size()) {
        throw new IllegalArgumentException("metric key index outside the dictionary");
      }
    }
    this.keys = List.copyOf(keys);
    this.keyIndex = keyIndex;
    this.steps = steps;
    this.timestamps = timestamps;
    this.values = values;
  }

  public int size() {
    return keyIndex.length;
  }

  public List<String> keys() {
    return keys;
  }

  public int keyIndex(int i) {
    return keyIndex[i];
  }

  public String key(int i) {
    return keys.get(keyIndex[i]);
  }

  public long step(int i) {
    return steps[i];
  }

  public long timestamp(int i) {
    return timestamps[i];
  }

  public double value(int i) {
    return values[i];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MetricColumns that
        && keys.equals(that.keys)
        && Arrays.equals(keyIndex, that.keyIndex)
        && Arrays.equals(steps, that.steps)
        && Arrays.equals(timestamps, that.timestamps)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return keys.hashCode() * 31 + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "MetricColumns[" + keys.size() + " keys, " + size() + " points]";
  }

  /** Collects points, in the order they are added. Not for several threads. */
  public static final class Builder {
    private final Map<String, Integer> dictionary = new HashMap<>();
    private final java.util.ArrayList<String> keys = new java.util.ArrayList<>();
    private int[] keyIndex = new int[16];
    private long[] steps = new long[16];
    private long[] timestamps = new long[16];
    private double[] values = new double[16];
    private int size;

    public Builder add(String key, long step, long timestampMillis, double value) {
      if (size == keyIndex.length) {
        int capacity = size * 2;
        keyIndex = Arrays.copyOf(keyIndex, capacity);
        steps = Arrays.copyOf(steps, capacity);
        timestamps = Arrays.copyOf(timestamps, capacity);
        values = Arrays.copyOf(values, capacity);
      }
      Integer known = dictionary.putIfAbsent(key, keys.size());
      if (known == null) {
        known = keys.size();
        keys.add(key);
      }
      keyIndex[size] = known;
      steps[size] = step;
      timestamps[size] = timestampMillis;
      values[size] = value;
      size++;
      return this;
    }

    /** Adds every point of the columns. */
    public Builder addAll(MetricColumns columns) {
      for (int i = 0; i < columns.size(); i++) {
        add(columns.key(i), columns.step(i), columns.timestamp(i), columns.value(i));
      }
      return this;
    }

    public int size() {
      return size;
    }

    public MetricColumns build() {
      return new MetricColumns(
          keys,
          Arrays.copyOf(keyIndex, size),
          Arrays.copyOf(steps, size),
          Arrays.copyOf(timestamps, size),
          Arrays.copyOf(values, size));
    }
  }
}
