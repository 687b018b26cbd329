package dev.kiseki.event.id;

/**
 * Id of an experiment: a non-negative number, decimal text on the wire. 0 is MLflow's Default
 * experiment.
 */
public record ExperimentId(long number) implements Comparable<ExperimentId> {
  public static final ExperimentId DEFAULT = new ExperimentId(0);

  @Override
  public int compareTo(ExperimentId other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
