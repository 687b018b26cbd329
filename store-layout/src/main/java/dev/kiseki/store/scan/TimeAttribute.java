package dev.kiseki.store.scan;

import dev.kiseki.store.document.RunDocument;
import java.util.OptionalLong;

/** The times of a run, epoch milliseconds. Numbers travel in {@link RunQueryCodec}. */
public enum TimeAttribute {
  START_TIME(1),
  /** Absent until the run has ended. */
  END_TIME(2);

  private final int number;

  TimeAttribute(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public OptionalLong of(RunDocument run) {
    return switch (this) {
      case START_TIME -> OptionalLong.of(run.startTimeMillis());
      case END_TIME -> run.endTimeMillis();
    };
  }

  static TimeAttribute ofNumber(int number) {
    for (TimeAttribute attribute : values()) {
      if (attribute.number == number) {
        return attribute;
      }
    }
    throw new UnreadableQueryException("unknown time attribute " + number);
  }
}
