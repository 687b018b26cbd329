package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.RegistryRules;
import dev.kiseki.event.registry.RegistryWords;
import dev.kiseki.event.rule.ModelSources;
import dev.kiseki.ingest.publish.CatalogView;
import dev.kiseki.transport.s3.ArtifactPath;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Single files of a model version, as MLflow's web page asks for them: {@code
 * /model-versions/get-artifact} (MLflow 3.17.2, {@code get_model_version_artifact_handler}). They
 * lie where {@code get-download-uri} says. The path is judged before the version is looked up.
 */
@Controller
@Consumes(MediaType.ALL)
final class VersionFilesController {
  private final CatalogView catalog;
  private final RunSources runs;
  private final ServedPlaces places;
  private final Artifacts artifacts;

  VersionFilesController(
      CatalogView catalog, RunSources runs, ServedPlaces places, Artifacts artifacts) {
    this.catalog = catalog;
    this.runs = runs;
    this.places = places;
    this.artifacts = artifacts;
  }

  @Get("/model-versions/get-artifact")
  CompletionStage<MutableHttpResponse<?>> get(HttpRequest<?> request) {
    String given =
        parameter(request, "path")
            .filter(text -> !text.isEmpty())
            .orElseThrow(() -> TrackingException.invalid("Request must specify path."));
    ArtifactPath path = ArtifactPath.of(given);
    String name = parameter(request, "name").orElse("");
    RegistryRules.name(name);
    int number = RegistryRules.version(name, parameter(request, "version").orElse(""));
    return catalog
        .current()
        .thenApply(
            state ->
                state
                    .registry()
                    .model(name)
                    .flatMap(model -> model.versions().get(number))
                    .orElseThrow(
                        () ->
                            TrackingException.notFound(RegistryWords.unknownVersion(name, number))))
        .thenCompose(version -> file(request, version, path));
  }

  private CompletionStage<MutableHttpResponse<?>> file(
      HttpRequest<?> request, ModelVersion version, ArtifactPath path) {
    String uri = version.downloadUri();
    if (ModelSources.kind(uri) != ModelSources.Kind.RUN) {
      return FileAnswer.send(artifacts, request, places.place(uri, path, "model version"));
    }
    return runs.find(uri)
        .thenCompose(
            source ->
                FileAnswer.send(artifacts, request, source.place(path))
                    .exceptionallyCompose(
                        failure ->
                            notThere(failure)
                                ? ofModel(request, source, path, failure)
                                : CompletableFuture.failedStage(failure)));
  }

  /** What a run logged as a model lies with the logged model since MLflow 3. */
  private CompletionStage<MutableHttpResponse<?>> ofModel(
      HttpRequest<?> request, RunSources.Source source, ArtifactPath path, Throwable missing) {
    return source
        .modelPlace(path)
        .thenCompose(
            place ->
                place.isPresent()
                    ? FileAnswer.send(artifacts, request, place.get())
                    : CompletableFuture.failedStage(missing));
  }

  private static boolean notThere(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof TrackingException known
        && known.code() == ErrorCode.RESOURCE_DOES_NOT_EXIST;
  }

  private static Optional<String> parameter(HttpRequest<?> request, String name) {
    return request.getParameters().getFirst(name);
  }
}
