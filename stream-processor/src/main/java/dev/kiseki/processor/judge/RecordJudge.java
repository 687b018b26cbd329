package dev.kiseki.processor.judge;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.event.wire.UnreadableEventException;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.fold.Outcome;
import dev.kiseki.processor.fold.RunFold;
import dev.kiseki.store.document.RunDocument;
import java.util.Optional;

/**
 * Judges records in the order of the log. The state may be ahead of the record, as a crash leaves
 * it and as a changelog does that was read up to the middle of a commit: what was judged before is
 * not judged again. So a run that is gone must be known to be, until no earlier record of it can
 * come again.
 */
public final class RecordJudge {
  private RecordJudge() {}

  /** What stands before a record. */
  public interface State {
    Optional<RunDocument> document(RunId run);

    ExperimentStages stages();

    /** Whether a refusal of this very record is kept already. */
    boolean refusedBefore(long offset);

    /**
     * Whether a run that is not there was removed for good by this record or by a later one: then
     * what the record did went with it.
     */
    boolean purgedFrom(RunId run, long offset);
  }

  /**
   * @param value the record's bytes; null = none
   */
  public static Judgement of(State state, byte[] value, long offset) {
    // A crash may have left refusals and stages behind that are ahead of the position: what was
    // refused then is refused now, without being judged by a later state.
    if (state.refusedBefore(offset)) {
      return new Judgement.Known(true);
    }
    RunEvent event;
    try {
      event = RunEventCodec.decode(value == null ? new byte[0] : value);
    } catch (UnreadableEventException e) {
      return new Judgement.Unreadable(e.getMessage());
    }
    Optional<RunDocument> before =
        event.run().text().isEmpty() ? Optional.empty() : state.document(event.run());
    if (before.isEmpty() && state.purgedFrom(event.run(), offset)) {
      return new Judgement.Known(false);
    }
    Outcome outcome = RunFold.apply(before, state.stages(), event, offset);
    if (outcome.repeated()) {
      return new Judgement.Known(false);
    }
    if (outcome.verdict() instanceof Verdict.Rejected rejected) {
      return new Judgement.Refused(event, rejected);
    }
    if (event.proposal() instanceof RunProposal.ExperimentStage marker) {
      return new Judgement.Stage(marker.experiment(), outcome.stages());
    }
    if (outcome.document().isEmpty()) { // only a purge that was applied leaves none
      return new Judgement.Purged(before.orElseThrow());
    }
    return new Judgement.Run(
        outcome.document().orElseThrow(), outcome.accepted(), outcome.history(), outcome.uses());
  }
}
