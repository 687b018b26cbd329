package dev.kiseki.ingest.publish;

import dev.kiseki.event.Header;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.NotPurgeable;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Proposes to remove runs for good. */
@Singleton
public final class RunPurging {
  private final CatalogView catalog;
  private final Purging purging;

  RunPurging(RunReader reader, RunWriter writer, CatalogView catalog) {
    this.catalog = catalog;
    this.purging = new Purging(reader::run, this::refusal, RunProposal.Purge::new, writer);
  }

  /**
   * What happens to a run does not depend on the others.
   *
   * @param deletedBefore epoch milliseconds
   * @param dryRun only look
   * @return in the order of the runs; never fails because of a run
   */
  public CompletionStage<List<Purged>> purge(
      Header header, List<RunId> runs, long deletedBefore, boolean dryRun) {
    return purging.purge(header, runs, deletedBefore, dryRun);
  }

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
}
