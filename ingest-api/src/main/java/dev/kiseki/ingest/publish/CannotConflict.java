package dev.kiseki.ingest.publish;

import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.RunProposal;

/**
 * Whether a durable write may be answered 200 before the fold has seen it. Metrics, tags and links
 * are never refused for what they hold, and a new run has an id of its own; if one of them is
 * refused later all the same (its run was deleted meanwhile), the refusal is kept and can be read
 * per run.
 */
enum CannotConflict implements RunProposal.Cases<Boolean> {
  RULE;

  @Override
  public Boolean create(RunProposal.Create create) {
    return true;
  }

  @Override
  public Boolean update(RunProposal.Update update) {
    return false;
  }

  @Override
  public Boolean delete(RunProposal.Delete delete) {
    return false;
  }

  @Override
  public Boolean restore(RunProposal.Restore restore) {
    return false;
  }

  @Override
  public Boolean purge(RunProposal.Purge purge) {
    return false;
  }

  @Override
  public Boolean logBatch(RunProposal.LogBatch batch) {
    return !batch.canConflict();
  }

  @Override
  public Boolean deleteTag(RunProposal.DeleteTag deleteTag) {
    return false;
  }

  /**
   * Tags and metrics of models as of runs; a deleted model takes them too, and whoever logs metrics
   * looked first whether it is there.
   */
  @Override
  public Boolean model(ModelProposal proposal) {
    return proposal instanceof ModelProposal.CreateModel
        || proposal instanceof ModelProposal.SetTags
        || proposal instanceof ModelProposal.AddVersion
        || proposal instanceof ModelProposal.LogMetrics;
  }

  @Override
  public Boolean logInputs(RunProposal.LogInputs inputs) {
    return true;
  }

  @Override
  public Boolean logOutputs(RunProposal.LogOutputs outputs) {
    return true;
  }

  @Override
  public Boolean logModel(RunProposal.LogModel model) {
    return true;
  }

  @Override
  public Boolean experimentStage(RunProposal.ExperimentStage stage) {
    return false;
  }
}
