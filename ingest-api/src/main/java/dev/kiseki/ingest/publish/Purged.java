package dev.kiseki.ingest.publish;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import java.util.Optional;

/**
 * What became of a proposal to remove a run or a logged model for good.
 *
 * @param why present when it was refused, or is not known
 */
public record Purged(RunId id, Outcome outcome, Optional<TrackingException> why) {
  /** Names stand in answers. */
  public enum Outcome {
    /** Nobody can read it any more; what it left in other stores is being removed. */
    PURGED,
    /** As far as could be seen. Only this was asked. */
    WOULD_BE_PURGED,
    /** It stays. */
    REFUSED,
    /** Nothing has the id: it was removed before, or never was. */
    GONE,
    /** The same question later will tell. */
    UNKNOWN
  }

  static Purged of(RunId id, Outcome outcome) {
    return new Purged(id, outcome, Optional.empty());
  }

  static Purged because(RunId id, TrackingException why) {
    Outcome outcome =
        switch (why.code().kind()) {
          case CALLER ->
              why.code() == ErrorCode.RESOURCE_DOES_NOT_EXIST ? Outcome.GONE : Outcome.REFUSED;
          case SERVER, OVERLOAD, RETRY -> Outcome.UNKNOWN;
        };
    return new Purged(id, outcome, outcome == Outcome.GONE ? Optional.empty() : Optional.of(why));
  }
}
