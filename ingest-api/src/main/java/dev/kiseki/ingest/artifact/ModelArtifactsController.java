package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.ingest.publish.ModelReader;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.PathText;
import dev.kiseki.transport.s3.ArtifactPath;
import dev.kiseki.transport.s3.ArtifactRoot;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What lies below a logged model's artifact root, and single files of it (MLflow 3.17.2, {@code
 * _list_logged_model_artifacts}, {@code get_logged_model_artifact_handler}). The path is judged
 * before the model is looked up; a deleted model has none.
 */
@Controller
@Consumes(MediaType.ALL)
final class ModelArtifactsController {
  private static final String MODELS = "/mlflow/logged-models/";
  private static final String DIRECTORIES = MODELS + "{id}/artifacts/directories";
  private static final String FILES = MODELS + "{id}/artifacts/files";

  private final ModelReader models;
  private final ServedPlaces places;
  private final Artifacts artifacts;

  ModelArtifactsController(ModelReader models, ServedPlaces places, Artifacts artifacts) {
    this.models = models;
    this.places = places;
    this.artifacts = artifacts;
  }

  @Get(uris = {"/api/2.0" + DIRECTORIES, "/ajax-api/2.0" + DIRECTORIES})
  CompletionStage<MutableHttpResponse<byte[]>> list(HttpRequest<?> request) {
    String given = request.getParameters().getFirst("artifact_directory_path").orElse("");
    ArtifactPath path = ArtifactPath.of(given);
    return uri(request)
        .thenCompose(
            uri ->
                below(ArtifactRoot.of(uri), path)
                    .thenApply(
                        entries ->
                            JsonAnswer.ok(
                                json ->
                                    ListingJson.write(
                                        json,
                                        uri,
                                        RunArtifactsController.prefix(given),
                                        entries))));
  }

  private CompletionStage<List<ArtifactTree.Entry>> below(ArtifactRoot root, ArtifactPath path) {
    ArtifactPath directory = root.directory().resolve(path);
    return root.bucket()
        .map(bucket -> artifacts.list(bucket, directory))
        .orElseGet(() -> artifacts.list(directory));
  }

  @Get("/ajax-api/2.0" + FILES)
  CompletionStage<? extends MutableHttpResponse<?>> file(HttpRequest<?> request) {
    String given = request.getParameters().getFirst("artifact_file_path").orElse("");
    if (given.isEmpty()) {
      throw new TrackingException(
          ErrorCode.BAD_REQUEST,
          "Request must include the \"artifact_file_path\" query parameter.");
    }
    ArtifactPath path = ArtifactPath.of(given);
    return uri(request)
        .thenApply(uri -> places.place(uri, path, "logged model"))
        .thenCompose(place -> FileAnswer.send(artifacts, request, place));
  }

  private CompletionStage<String> uri(HttpRequest<?> request) {
    String below = PathText.below(request, MODELS);
    RunId id = new RunId(PathText.decoded(below.substring(0, below.indexOf('/'))));
    return models
        .model(id)
        .thenApply(
            found ->
                found
                    .filter(view -> view.stage() == LifecycleStage.ACTIVE)
                    .orElseThrow(() -> Identifiers.unknownModel(id))
                    .run()
                    .artifactUri());
  }
}
