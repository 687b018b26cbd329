package dev.kiseki.processor.topology;

import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.ModelProposal.AddVersion;
import dev.kiseki.event.run.ModelProposal.CreateModel;
import dev.kiseki.event.run.ModelProposal.DeleteModel;
import dev.kiseki.event.run.ModelProposal.DeleteModelTag;
import dev.kiseki.event.run.ModelProposal.LogMetrics;
import dev.kiseki.event.run.ModelProposal.LogParams;
import dev.kiseki.event.run.ModelProposal.PurgeModel;
import dev.kiseki.event.run.ModelProposal.SetStatus;
import dev.kiseki.event.run.ModelProposal.SetTags;

/** As {@link ProposalWords}, of logged models. */
enum ModelWords implements ModelProposal.Cases<String> {
  WORDS;

  @Override
  public String create(CreateModel create) {
    return "create logged model";
  }

  @Override
  public String setStatus(SetStatus status) {
    return "finalize logged model";
  }

  @Override
  public String delete(DeleteModel delete) {
    return "delete logged model";
  }

  @Override
  public String purge(PurgeModel purge) {
    return "purge logged model";
  }

  @Override
  public String setTags(SetTags tags) {
    return "set tags of a logged model (" + tags.tags().size() + ")";
  }

  @Override
  public String deleteTag(DeleteModelTag deleteTag) {
    return "delete a tag of a logged model";
  }

  @Override
  public String logParams(LogParams params) {
    return "log params of a logged model (" + params.params().size() + ")";
  }

  @Override
  public String addVersion(AddVersion version) {
    return "link a version to a logged model";
  }

  @Override
  public String logMetrics(LogMetrics metrics) {
    return "log metrics of a logged model (" + metrics.points().size() + ")";
  }
}
