package dev.kiseki.processor.standby;

/** A copy can't answer now, and somebody else or a repetition may. */
public final class StandbyAwayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StandbyAwayException(String message) {
    super(message);
  }

  StandbyAwayException(String message, Throwable cause) {
    super(message, cause);
  }
}
