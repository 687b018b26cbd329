package dev.kiseki.ingest.publish;

import dev.kiseki.event.Header;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.RunEvent;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/**
 * Links go over the log of runs, as everything about logged models; none of two at once is lost.
 */
@Singleton
final class LogModelLinks implements ModelLinks {
  private final RunWriter models;

  LogModelLinks(RunWriter models) {
    this.models = models;
  }

  @Override
  public CompletionStage<Void> link(Header header, String modelId, String name, int version) {
    return models
        .write(
            new RunEvent(header, new RunId(modelId), new ModelProposal.AddVersion(name, version)))
        .thenApply(visible -> null);
  }
}
