package dev.kiseki.event.wire;

import dev.kiseki.event.run.MetricColumns;
import java.io.IOException;

/**
 * Metric columns to their message and back: steps and timestamps as differences to the one before.
 */
public final class Columns {
  private Columns() {}

  public static dev.kiseki.event.wire.proto.MetricColumns toProto(MetricColumns columns) {
    var message = dev.kiseki.event.wire.proto.MetricColumns.newBuilder().addAllKeys(columns.keys());
    long step = 0;
    long timestamp = 0;
    for (int i = 0; i < columns.size(); i++) {
      message
          .addKeyIndex(columns.keyIndex(i))
          .addStepDelta(columns.step(i) - step)
          .addTimestampDelta(columns.timestamp(i) - timestamp)
          .addValues(columns.value(i));
      step = columns.step(i);
      timestamp = columns.timestamp(i);
    }
    return message.build();
  }

  /** Sees one point. */
  @FunctionalInterface
  public interface PointVisitor {
    void point(long step, long timestampMillis, double value);
  }

  /**
   * Visits the points of one metric, in order. Columns without it cost a look at their keys; of
   * others the numbers are read where they stand, and no object is made for them.
   *
   * @param columns the message in its bytes
   */
  public static void ofKey(byte[] columns, String key, PointVisitor visitor)
      throws UnreadableEventException {
    try {
      PackedColumns packed = PackedColumns.of(columns, key);
      if (packed.hasKey()) {
        packed.visit(visitor);
      }
    } catch (IOException e) {
      throw new UnreadableEventException("metric columns are damaged: " + e.getMessage());
    }
  }

  private static void check(dev.kiseki.event.wire.proto.MetricColumns message, int size)
      throws UnreadableEventException {
    if (message.getStepDeltaCount() != size
        || message.getTimestampDeltaCount() != size
        || message.getValuesCount() != size) {
      throw new UnreadableEventException("metric columns differ in length");
    }
  }

  public static MetricColumns fromProto(dev.kiseki.event.wire.proto.MetricColumns message)
      throws UnreadableEventException {
    int size = message.getKeyIndexCount();
    check(message, size);
    int[] keyIndex = new int[size];
    long[] steps = new long[size];
    long[] timestamps = new long[size];
    double[] values = new double[size];
    long step = 0;
    long timestamp = 0;
    for (int i = 0; i < size; i++) {
      keyIndex[i] = message.getKeyIndex(i);
      if (keyIndex[i] < 0 || keyIndex[i] >= message.getKeysCount()) {
        throw new UnreadableEventException("metric key index outside the dictionary");
      }
      step += message.getStepDelta(i);
      timestamp += message.getTimestampDelta(i);
      steps[i] = step;
      timestamps[i] = timestamp;
      values[i] = message.getValues(i);
    }
    return new MetricColumns(message.getKeysList(), keyIndex, steps, timestamps, values);
  }
}
