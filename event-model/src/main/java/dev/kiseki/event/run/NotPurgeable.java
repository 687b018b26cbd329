package dev.kiseki.event.run;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.RunId;

/**
 * Why a run or a logged model is not removed for good, for the fold and for who asks before. The
 * words are those of MLflow 3.17.2's {@code mlflow gc}; so that a client can tell the two apart,
 * the first has a code of its own here.
 */
public final class NotPurgeable {
  private NotPurgeable() {}

  public static Verdict.Rejected active(RunId run) {
    return new Verdict.Rejected(
        ErrorCode.INVALID_STATE,
        "Run "
            + run
            + " is not in `deleted` lifecycle stage. Only runs in `deleted` lifecycle stage can be"
            + " deleted.");
  }

  /** Times are epoch milliseconds. */
  public static Verdict.Rejected tooYoung(RunId run, long deletedAt, long deletedBefore) {
    return notOld(run, deletedBefore, "at " + deletedAt + " (epoch milliseconds)");
  }

  public static Verdict.Rejected activeModel(RunId model) {
    return new Verdict.Rejected(
        ErrorCode.INVALID_STATE,
        "Logged model "
            + model
            + " is not in `deleted` lifecycle stage. Only logged models in `deleted` lifecycle stage"
            + " can be deleted.");
  }

  /** Times are epoch milliseconds. */
  public static Verdict.Rejected tooYoungModel(RunId model, long deletedAt, long deletedBefore) {
    return new Verdict.Rejected(
        ErrorCode.INVALID_PARAMETER_VALUE,
        "Logged model "
            + model
            + " is not older than the required age. Only logged models deleted at or before "
            + deletedBefore
            + " can be deleted, and this one was deleted or updated at "
            + deletedAt
            + " (epoch milliseconds).");
  }

  /** It was deleted with its experiment, and an earlier build did not keep when. */
  public static Verdict.Rejected ageUnknown(RunId run, long deletedBefore) {
    return notOld(
        run,
        deletedBefore,
        "with its experiment, at a time that is not known here; to count from now, restore the"
            + " experiment and delete it again");
  }

  private static Verdict.Rejected notOld(RunId run, long deletedBefore, String when) {
    return new Verdict.Rejected(
        ErrorCode.INVALID_PARAMETER_VALUE,
        "Run "
            + run
            + " is not older than the required age. Only runs deleted at or before "
            + deletedBefore
            + " can be deleted, and this one was deleted "
            + when
            + ".");
  }
}
