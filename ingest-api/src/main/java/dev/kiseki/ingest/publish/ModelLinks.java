package dev.kiseki.ingest.publish;

import dev.kiseki.event.Header;
import java.util.concurrent.CompletionStage;

/** What logged models know of the registry. */
public interface ModelLinks {
  /** The logged model is told that a version was made of it, in its tag mlflow.modelVersions. */
  CompletionStage<Void> link(Header header, String modelId, String name, int version);
}
