package dev.kiseki.ingest.publish;

import dev.kiseki.event.Header;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.RunView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;

/**
 * Proposes to remove runs, or logged models, for good. Looks at each first, so that a list of
 * deleted ones may be sent again and again without a record on the log for each that is too young;
 * the verdict is the fold's all the same.
 */
final class Purging {
  /** Whoever has the document. */
  interface Look {
    CompletionStage<Optional<RunView>> at(RunId id);
  }

  /** What the fold would surely say too; it may know of a restore or of a later deletion. */
  interface Foresight {
    Optional<Verdict.Rejected> refusal(RunView view, long deletedBefore);
  }

  private final Look look;
  private final Foresight foresight;
  private final LongFunction<RunProposal> proposal;
  private final RunWriter writer;

  /**
   * @param proposal of what is to be gone when it was deleted before a moment
   */
  Purging(Look look, Foresight foresight, LongFunction<RunProposal> proposal, RunWriter writer) {
    this.look = look;
    this.foresight = foresight;
    this.proposal = proposal;
    this.writer = writer;
  }

  /**
   * One look and at most one record on the log for each, all at the same time. What happens to one
   * does not depend on the others.
   *
   * @param deletedBefore epoch milliseconds
   * @param dryRun only look
   * @return in the order of the ids; never fails because of one
   */
  CompletionStage<List<Purged>> purge(
      Header header, List<RunId> ids, long deletedBefore, boolean dryRun) {
    List<CompletableFuture<Purged>> purges =
        ids.stream()
            .map(id -> purge(header, id, deletedBefore, dryRun).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(purges.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> purges.stream().map(CompletableFuture::join).toList());
  }

  private CompletionStage<Purged> purge(
      Header header, RunId id, long deletedBefore, boolean dryRun) {
    return found(id)
        .thenCompose(
            view -> {
              if (view.isEmpty()) {
                return completed(Purged.of(id, Purged.Outcome.GONE));
              }
              Optional<Verdict.Rejected> refusal = foresight.refusal(view.get(), deletedBefore);
              if (refusal.isPresent()) {
                return completed(Purged.because(id, refusal.get().exception()));
              }
              if (dryRun) {
                return completed(Purged.of(id, Purged.Outcome.WOULD_BE_PURGED));
              }
              return writer
                  .write(new RunEvent(header, id, proposal.apply(deletedBefore)))
                  .thenApply(visible -> Purged.of(id, Purged.Outcome.PURGED));
            })
        .exceptionally(failure -> Purged.because(id, tracking(failure)));
  }

  /** Some refusals are thrown, others are in the stage: all become the latter. */
  private CompletionStage<Optional<RunView>> found(RunId id) {
    try {
      return look.at(id);
    } catch (TrackingException refused) {
      return CompletableFuture.failedStage(refused);
    }
  }

  private static CompletionStage<Purged> completed(Purged purged) {
    return CompletableFuture.completedStage(purged);
  }

  private static TrackingException tracking(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof TrackingException known) {
      return known;
    }
    throw new CompletionException(cause);
  }
}
