package dev.kiseki.event.id;

import java.util.Optional;

/** MLflow's LoggedModelStatus. Numbers are MLflow's and stand on the log. */
public enum LoggedModelStatus {
  PENDING(1),
  READY(2),
  UPLOAD_FAILED(3);

  private static final String PREFIX = "LOGGED_MODEL_";

  private final int number;

  LoggedModelStatus(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** The name on the wire: {@code LOGGED_MODEL_READY}. */
  public String wireName() {
    return PREFIX + name();
  }

  public static Optional<LoggedModelStatus> ofNumber(long number) {
    for (LoggedModelStatus status : values()) {
      if (status.number == number) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }

  /** Empty for the short form, as in MLflow: {@code READY} is not a name. */
  public static Optional<LoggedModelStatus> ofWireName(String name) {
    for (LoggedModelStatus status : values()) {
      if (status.wireName().equals(name)) {
        return Optional.of(status);
      }
    }
    return Optional.empty();
  }
}
