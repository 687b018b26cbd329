package dev.kiseki.ingest.publish;

import dev.kiseki.event.Header;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.NotPurgeable;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Proposes to remove logged models for good. */
@Singleton
public final class ModelPurging {
  private final Purging purging;

  ModelPurging(ModelReader reader, RunWriter writer) {
    this.purging =
        new Purging(reader::model, ModelPurging::refusal, ModelProposal.PurgeModel::new, writer);
  }

  /**
   * What happens to a model does not depend on the others.
   *
   * @param deletedBefore epoch milliseconds
   * @param dryRun only look
   * @return in the order of the models; never fails because of a model
   */
  public CompletionStage<List<Purged>> purge(
      Header header, List<RunId> models, long deletedBefore, boolean dryRun) {
    return purging.purge(header, models, deletedBefore, dryRun);
  }

  private static Optional<Verdict.Rejected> refusal(RunView view, long deletedBefore) {
    RunDocument model = view.run();
    if (view.stage() != LifecycleStage.DELETED) {
      return Optional.of(NotPurgeable.activeModel(model.id()));
    }
    long deletedAt = model.unusedSinceMillis();
    return deletedAt > deletedBefore
        ? Optional.of(NotPurgeable.tooYoungModel(model.id(), deletedAt, deletedBefore))
        : Optional.empty();
  }
}
