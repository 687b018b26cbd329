package dev.kiseki.ingest.relay;

import java.io.IOException;

/** A connection that had been left open ended before S3 answered: asking again is no harm. */
final class StaleConnectionException extends IOException {
  private static final long serialVersionUID = 1L;

  StaleConnectionException(Throwable cause) {
    super("S3 closed a connection that was kept open", cause);
  }
}
