package dev.kiseki.event.fault;

import java.util.Objects;

/** A refusal in MLflow's terms. Carries no stack trace: it is an answer, not a fault of ours. */
public final class TrackingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  public TrackingException(ErrorCode code, String message) {
    super(Objects.requireNonNull(message), null, false, false);
    this.code = Objects.requireNonNull(code);
  }

  public ErrorCode code() {
    return code;
  }

  public static TrackingException invalid(String message) {
    return new TrackingException(ErrorCode.INVALID_PARAMETER_VALUE, message);
  }

  public static TrackingException notFound(String message) {
    return new TrackingException(ErrorCode.RESOURCE_DOES_NOT_EXIST, message);
  }

  public static TrackingException unavailable(String message) {
    return new TrackingException(ErrorCode.TEMPORARILY_UNAVAILABLE, message);
  }
}
