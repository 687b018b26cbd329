package dev.kiseki.store.shard;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The latest points of a {@link PackedRun}, one after the other. Stands before the first one. */
public final class PackedMetrics {
  private final CodedInputStream values;
  private final CodedInputStream timestamps;
  private final CodedInputStream steps;
  private double value;
  private long timestamp;
  private long step;

  PackedMetrics(byte[] bytes, int values, int timestamps, int steps) {
    this.values = packed(bytes, values);
    this.timestamps = packed(bytes, timestamps);
    this.steps = packed(bytes, steps);
  }

  private static CodedInputStream packed(byte[] bytes, int at) {
    try {
      if (at == 0) {
        return CodedInputStream.newInstance(bytes, 0, 0);
      }
      CodedInputStream in = CodedInputStream.newInstance(bytes, at, bytes.length - at);
      in.readTag();
      in.pushLimit(in.readRawVarint32());
      return in;
    } catch (IOException e) {
      throw new UncheckedIOException("numbers that were passed before", e);
    }
  }

  /** Goes to the next point; false at the end. */
  public boolean next() {
    try {
      return read();
    } catch (IOException e) {
      throw new UncheckedIOException("a point that was passed before", e);
    }
  }

  private boolean read() throws IOException {
    if (values.isAtEnd()) {
      return false;
    }
    value = values.readDouble();
    timestamp = timestamps.readInt64();
    step = steps.readSInt64();
    return true;
  }

  /** Whether just so many points follow; goes through them. */
  boolean hold(int points) throws IOException {
    int found = 0;
    while (read()) {
      found++;
    }
    return found == points && timestamps.isAtEnd() && steps.isAtEnd();
  }

  public double value() {
    return value;
  }

  public long timestamp() {
    return timestamp;
  }

  public long step() {
    return step;
  }
}
