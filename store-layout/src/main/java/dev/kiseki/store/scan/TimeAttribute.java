package dev.kiseki.store.scan;

import dev.kiseki.store.document.RunDocument;
import java.util.OptionalLong;

/** The times of a run, milliseconds. Numbers travel in {@link RunQueryCodec}: never reuse one. */
public enum TimeAttribute {
  /** Since the epoch. */
  START_TIME(1),
  /** Since the epoch; absent until the run has ended. */
  END_TIME(2),
  /** End less start, kept within a long; absent until the run has ended. */
  DURATION(3);

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
      case DURATION ->
          run.endTimeMillis().isPresent()
              ? OptionalLong.of(difference(run.endTimeMillis().getAsLong(), run.startTimeMillis()))
              : OptionalLong.empty();
    };
  }

  private static long difference(long end, long start) {
    long difference = end - start;
    boolean overflow = ((end ^ start) & (end ^ difference)) < 0;
    return overflow ? (end < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : difference;
  }

  /**
   * @throws UnreadableQueryException when no attribute has the number
   */
  public static TimeAttribute ofNumber(int number) {
    for (TimeAttribute attribute : values()) {
      if (attribute.number == number) {
        return attribute;
      }
    }
    throw new UnreadableQueryException("unknown time attribute " + number);
  }
}
