package dev.kiseki.ingest.publish;

import dev.kiseki.event.Header;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.NotPurgeable;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Proposes to remove runs for good. Looks at each run first, so that a list of deleted runs may be
 * sent again and again without a record on the log for each that is too young; the verdict is the
 * fold's all the same.
 */
@Singleton
public final class RunPurging {
  private final RunReader reader;
  private final RunWriter writer;
  private final CatalogView catalog;

  RunPurging(RunReader reader, RunWriter writer, CatalogView catalog) {
    this.reader = reader;
    this.writer = writer;
    this.catalog = catalog;
  }

  /**
   * One look and at most one record on the log a run, all at the same time. What happens to a run
   * does not depend on the others.
   *
   * @param deletedBefore epoch milliseconds
   * @param dryRun only look
   * @return in the order of the runs; never fails because of a run
   */
  public CompletionStage<List<Purged>> purge(
      Header header, List<RunId> runs, long deletedBefore, boolean dryRun) {
    List<CompletableFuture<Purged>> purges =
        runs.stream()
            .map(run -> purge(header, run, deletedBefore, dryRun).toCompletableFuture())
            .toList();
    return CompletableFuture.allOf(purges.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> purges.stream().map(CompletableFuture::join).toList());
  }

  private CompletionStage<Purged> purge(
      Header header, RunId run, long deletedBefore, boolean dryRun) {
    return found(run)
        .thenCompose(
            view -> {
              if (view.isEmpty()) {
                return completed(Purged.of(run, Purged.Outcome.GONE));
              }
              Optional<Verdict.Rejected> refusal = refusal(view.get(), deletedBefore);
              if (refusal.isPresent()) {
                return completed(Purged.because(run, refusal.get().exception()));
              }
              if (dryRun) {
                return completed(Purged.of(run, Purged.Outcome.WOULD_BE_PURGED));
              }
              return writer
                  .write(new RunEvent(header, run, new RunProposal.Purge(deletedBefore)))
                  .thenApply(visible -> Purged.of(run, Purged.Outcome.PURGED));
            })
        .exceptionally(failure -> Purged.because(run, tracking(failure)));
  }

  /** Some refusals are thrown, others are in the stage: all become the latter. */
  private CompletionStage<Optional<RunView>> found(RunId run) {
    try {
      return reader.run(run);
    } catch (TrackingException refused) {
      return CompletableFuture.failedStage(refused);
    }
  }

  /** What the fold would surely say too; it may know of a restore or of a later deletion. */
  private Optional<Verdict.Rejected> refusal(RunView view, long deletedBefore) {
    RunDocument run = view.run();
    if (view.stage() != LifecycleStage.DELETED) {
      return Optional.of(NotPurgeable.active(run.id()));
    }
    long withItsExperiment =
        catalog
            .latest()
            .experiment(run.experiment())
            .filter(experiment -> !experiment.active())
            .map(Experiment::lastUpdateTimeMillis) // nothing else can change it then
            .orElse(0L);
    long deletedAt = Math.max(run.deletedAtMillis(), withItsExperiment);
    return deletedAt > deletedBefore
        ? Optional.of(NotPurgeable.tooYoung(run.id(), deletedAt, deletedBefore))
        : Optional.empty();
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
