package dev.kiseki.store.scan;

/** A query or position in bytes that this release can't read: damaged, or of a later version. */
public final class UnreadableQueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableQueryException(String message) {
    super(message);
  }

  UnreadableQueryException(String message, Throwable cause) {
    super(message, cause);
  }
}
