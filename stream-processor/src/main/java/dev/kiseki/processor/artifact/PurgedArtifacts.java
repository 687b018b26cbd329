package dev.kiseki.processor.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.purge.OtherStore;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.transport.s3.ArtifactPath;
import dev.kiseki.transport.s3.ArtifactRoot;
import dev.kiseki.transport.s3.ObjectRemoval;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Artifacts of a run or a logged model, to be removed: everything below its artifact URI, when that
 * is one of {@code mlflow-artifacts:} without a host. Any other ({@code s3://...}, {@code
 * file:...}, another server) was written by clients with rights of their own.
 */
public final class PurgedArtifacts implements OtherStore {
  private static final Logger log = LoggerFactory.getLogger(PurgedArtifacts.class);
  private static final String SCHEME = "mlflow-artifacts:";

  private final ObjectRemoval removal;

  public PurgedArtifacts(ObjectRemoval removal) {
    this.removal = removal;
  }

  @Override
  public String what() {
    return "the artifacts in S3";
  }

  @Override
  public CompletionStage<Void> remove(RunId run, PurgedRun purged) {
    Optional<String> folder = folder(run, purged.artifactUri());
    if (folder.isEmpty()) {
      log.info("artifacts of {} are left where they are: {}", run, purged.artifactUri());
    }
    return folder.map(removal::below).orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  /** What the keys of the run's artifacts begin with; empty when they are not this server's. */
  static Optional<String> folder(RunId run, String artifactUri) {
    if (!artifactUri.startsWith(SCHEME) || namesAHost(artifactUri.substring(SCHEME.length()))) {
      return Optional.empty();
    }
    try {
      ArtifactPath path = ArtifactRoot.of(artifactUri).directory();
      // Without the id in it, it would be a folder of several runs.
      return Optional.of(path.prefix())
          .filter(prefix -> List.of(prefix.split("/", -1)).contains(run.text()));
    } catch (TrackingException noPath) {
      return Optional.empty();
    }
  }

  private static boolean namesAHost(String behindTheScheme) {
    return behindTheScheme.startsWith("//") && !behindTheScheme.startsWith("///");
  }
}
