package dev.kiseki.event;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;

/** What a fold said of a proposal. */
public sealed interface Verdict {
  Verdict APPLIED = new Applied();

  /** The state now holds it, or held it already. */
  record Applied() implements Verdict {}

  /** Nothing of it was applied. */
  record Rejected(ErrorCode code, String message) implements Verdict {
    public TrackingException exception() {
      return new TrackingException(code, message);
    }
  }

  static Verdict rejected(ErrorCode code, String message) {
    return new Rejected(code, message);
  }
}
