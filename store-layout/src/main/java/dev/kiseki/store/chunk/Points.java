package dev.kiseki.store.chunk;

import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Points of one metric of one run, by column: 24 bytes a point. Timestamps are epoch milliseconds.
 *
 * <p>A value class over arrays for the sake of the hot path; nobody writes to them once it is made.
 */
public final class Points {
  public static final Points EMPTY = new Points(new long[0], new long[0], new double[0]);

  private final long[] steps;
  private final long[] timestamps;
  private final double[] values;

  /** Takes the arrays over. */
  public Points(long[] steps, long[] timestamps, double[] values) {
    if (steps.length != timestamps.length || steps.length != values.length) {
      throw new IllegalArgumentException("point columns differ in length");
    }
    this.steps = steps;
    this.timestamps = timestamps;
    this.values = values;
  }

  public int size() {
    return steps.length;
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

  /** All of them, one after another. */
  public static Points joined(List<Points> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int size = parts.stream().mapToInt(Points::size).reduce(0, Math::addExact);
    long[] steps = new long[size];
    long[] timestamps = new long[size];
    double[] values = new double[size];
    int at = 0;
    for (Points part : parts) {
      System.arraycopy(part.steps, 0, steps, at, part.size());
      System.arraycopy(part.timestamps, 0, timestamps, at, part.size());
      System.arraycopy(part.values, 0, values, at, part.size());
      at += part.size();
    }
    return new Points(steps, timestamps, values);
  }

  /** Points {@code from} to {@code to}, the latter excluded, copied. */
  public Points slice(int from, int to) {
    if (from == 0 && to == size()) {
      return this;
    }
    return new Points(
        Arrays.copyOfRange(steps, from, to),
        Arrays.copyOfRange(timestamps, from, to),
        Arrays.copyOfRange(values, from, to));
  }

  /** Appends points {@code from} to {@code to}, the latter excluded, to columns elsewhere. */
  public void copy(
      int from, int to, LongBuffer intoSteps, LongBuffer intoTimestamps, DoubleBuffer intoValues) {
    intoSteps.put(steps, from, to - from);
    intoTimestamps.put(timestamps, from, to - from);
    intoValues.put(values, from, to - from);
  }

  /** Equal columns, values by their bits. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Points that)
        || !Arrays.equals(steps, that.steps)
        || !Arrays.equals(timestamps, that.timestamps)) {
      return false;
    }
    for (int i = 0; i < values.length; i++) {
      if (Double.doubleToRawLongBits(values[i]) != Double.doubleToRawLongBits(that.values[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(steps) * 31 + Arrays.hashCode(timestamps);
  }

  @Override
  public String toString() {
    return "Points[" + size() + "]";
  }

  /** Collects points, in the order they are added. Not for several threads. */
  public static final class Builder {
    private long[] steps = new long[16];
    private long[] timestamps = new long[16];
    private double[] values = new double[16];
    private int size;

    public Builder add(long step, long timestampMillis, double value) {
      reserve(1);
      steps[size] = step;
      timestamps[size] = timestampMillis;
      values[size] = value;
      size++;
      return this;
    }

    public Builder addAll(Points points) {
      int more = points.size();
      reserve(more);
      System.arraycopy(points.steps, 0, steps, size, more);
      System.arraycopy(points.timestamps, 0, timestamps, size, more);
      System.arraycopy(points.values, 0, values, size, more);
      size += more;
      return this;
    }

    public int size() {
      return size;
    }

    /** The points so far; the builder may go on. */
    public Points build() {
      return new Points(
          Arrays.copyOf(steps, size), Arrays.copyOf(timestamps, size), Arrays.copyOf(values, size));
    }

    private void reserve(int more) {
      int needed = Math.addExact(size, more);
      if (needed > steps.length) {
        int capacity = (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(needed, steps.length * 2L));
        steps = Arrays.copyOf(steps, capacity);
        timestamps = Arrays.copyOf(timestamps, capacity);
        values = Arrays.copyOf(values, capacity);
      }
    }
  }
}
