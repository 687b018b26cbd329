package dev.kiseki.processor.topology;

import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.run.RunProposal.Create;
import dev.kiseki.event.run.RunProposal.Delete;
import dev.kiseki.event.run.RunProposal.DeleteTag;
import dev.kiseki.event.run.RunProposal.ExperimentStage;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.event.run.RunProposal.LogInputs;
import dev.kiseki.event.run.RunProposal.LogModel;
import dev.kiseki.event.run.RunProposal.LogOutputs;
import dev.kiseki.event.run.RunProposal.Purge;
import dev.kiseki.event.run.RunProposal.Restore;
import dev.kiseki.event.run.RunProposal.Update;
import java.util.ArrayList;
import java.util.List;

/** What was proposed, for a person who reads a list of refusals. */
final class ProposalWords implements RunProposal.Cases<String> {
  static final ProposalWords WORDS = new ProposalWords();

  private ProposalWords() {}

  @Override
  public String create(Create create) {
    return "create run";
  }

  @Override
  public String update(Update update) {
    return "update run";
  }

  @Override
  public String delete(Delete delete) {
    return "delete run";
  }

  @Override
  public String restore(Restore restore) {
    return "restore run";
  }

  @Override
  public String purge(Purge purge) {
    return "purge run";
  }

  @Override
  public String logBatch(LogBatch batch) {
    String request =
        switch (batch.origin()) {
          case LOG_BATCH -> "log-batch";
          case LOG_METRIC -> "log-metric";
          case LOG_PARAMETER -> "log-parameter";
          case SET_TAG -> "set-tag";
        };
    List<String> parts = new ArrayList<>();
    count(parts, batch.metrics().size(), "metric");
    count(parts, batch.params().size(), "param");
    count(parts, batch.tags().size(), "tag");
    return parts.isEmpty() ? request : request + " (" + String.join(", ", parts) + ")";
  }

  private static void count(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(count + " " + what + (count == 1 ? "" : "s"));
    }
  }

  @Override
  public String deleteTag(DeleteTag deleteTag) {
    return "delete-tag";
  }

  @Override
  public String logInputs(LogInputs inputs) {
    List<String> parts = new ArrayList<>();
    count(parts, inputs.datasets().size(), "dataset");
    count(parts, inputs.modelIds().size(), "model");
    return parts.isEmpty() ? "log-inputs" : "log-inputs (" + String.join(", ", parts) + ")";
  }

  @Override
  public String logOutputs(LogOutputs outputs) {
    List<String> parts = new ArrayList<>();
    count(parts, outputs.models().size(), "model");
    return parts.isEmpty() ? "outputs" : "outputs (" + parts.get(0) + ")";
  }

  @Override
  public String logModel(LogModel model) {
    return "log-model";
  }

  @Override
  public String model(ModelProposal proposal) {
    return proposal.matchModel(ModelWords.WORDS);
  }

  @Override
  public String experimentStage(ExperimentStage stage) {
    return "experiment stage";
  }
}
