package dev.kiseki.event.wire;

/** The bytes are no event of a version known here. */
public final class UnreadableEventException extends Exception {
  private static final long serialVersionUID = 1L;

  public UnreadableEventException(String message) {
    super(message);
  }
}
