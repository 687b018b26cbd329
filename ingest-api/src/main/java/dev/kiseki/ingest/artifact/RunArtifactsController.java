package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.store.document.RunView;
import dev.kiseki.transport.s3.ArtifactPath;
import dev.kiseki.transport.s3.ArtifactRoot;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What lies below a run's artifact root, {@code artifacts/list}. */
@Controller
final class RunArtifactsController {
  private static final String ROUTE = "/mlflow/artifacts/list";

  private final RunReader runs;
  private final Artifacts artifacts;

  RunArtifactsController(RunReader runs, Artifacts artifacts) {
    this.runs = runs;
    this.artifacts = artifacts;
  }

  /** The path is judged before the run is looked up, as in MLflow; page_token is ignored. */
  @Get(uris = {"/api/2.0" + ROUTE, "/ajax-api/2.0" + ROUTE})
  @Consumes(MediaType.ALL)
  CompletionStage<MutableHttpResponse<byte[]>> list(
      HttpRequest<?> request, @Body Optional<byte[]> body) {
    RequestFields fields = RequestReader.read(request, body.orElse(null));
    RunId id = new RunId(fields.requiredText("run_id", "run_uuid"));
    String given = fields.textOrEmpty("path");
    ArtifactPath path = ArtifactPath.of(given);
    return runs.run(id)
        .thenCompose(
            found -> {
              RunView view =
                  found.orElseThrow(
                      () -> TrackingException.notFound("Run with id=" + id + " not found"));
              String uri = view.run().artifactUri();
              return below(ArtifactRoot.of(uri), path)
                  .thenApply(
                      entries ->
                          JsonAnswer.ok(
                              json -> ListingJson.write(json, uri, prefix(given), entries)));
            });
  }

  private CompletionStage<List<ArtifactTree.Entry>> below(ArtifactRoot root, ArtifactPath path) {
    ArtifactPath directory = root.directory().resolve(path);
    return root.bucket()
        .map(bucket -> artifacts.list(bucket, directory))
        .orElseGet(() -> artifacts.list(directory));
  }

  /** The path as it was given stands in the answer: {@code ./dir} gives {@code ./dir/file}. */
  static String prefix(String given) {
    return given.isEmpty() || given.endsWith("/") ? given : given + "/";
  }
}
