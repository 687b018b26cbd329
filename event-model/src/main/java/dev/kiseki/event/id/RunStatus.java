package dev.kiseki.event.id;

import java.util.Optional;

/** MLflow's run states with their protocol numbers. Any transition is allowed. */
public enum RunStatus {
  RUNNING(1),
  SCHEDULED(2),
  FINISHED(3),
  FAILED(4),
  KILLED(5);

  private final int number;

  RunStatus(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** Whether the run has ended as far as its client is concerned. */
  public boolean terminal() {
    return this == FINISHED || this == FAILED || this == KILLED;
  }

  public static Optional<RunStatus> ofNumber(long number) {
    for (RunStatus status : values()) {
      if (status.number == number) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }

  public static Optional<RunStatus> ofName(String name) {
    for (RunStatus status : values()) {
      if (status.name().equals(name)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
