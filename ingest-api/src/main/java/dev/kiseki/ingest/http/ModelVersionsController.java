package dev.kiseki.ingest.http;

import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.registry.RegistryChange.DescribeVersion;
import dev.kiseki.event.registry.RegistryChange.MoveVersion;
import dev.kiseki.ingest.accept.RegistryAcceptance;
import dev.kiseki.ingest.publish.ModelLinks;
import dev.kiseki.ingest.publish.VersionSources;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.RegistryJson;
import dev.kiseki.protocol.answer.Revisions;
import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes to versions of registered models. */
@Controller
@Consumes(MediaType.ALL)
final class ModelVersionsController {
  private static final String API = "/api/2.0/mlflow/model-versions";
  private static final String AJAX = "/ajax-api/2.0/mlflow/model-versions";

  private final RegistryWrites registry;
  private final VersionSources sources;
  private final ModelLinks links;

  ModelVersionsController(RegistryWrites registry, VersionSources sources, ModelLinks links) {
    this.registry = registry;
    this.sources = sources;
    this.links = links;
  }

  /** The logged model learns of the version afterwards; a failure there leaves the version. */
  @Post(uris = {API + "/create", AJAX + "/create"})
  CompletionStage<HttpResponse<byte[]>> create(HttpRequest<byte[]> request) {
    return sources
        .proposed(RegistryAcceptance.createVersion(RequestReader.read(request)))
        .thenCompose(
            proposed ->
                registry
                    .apply(request, proposed.change())
                    .thenCompose(
                        after -> {
                          RegisteredModel model =
                              after.model(proposed.change().model()).orElseThrow();
                          int number = model.lastNumber();
                          CompletionStage<Void> linked =
                              proposed.modelId().isEmpty()
                                  ? CompletableFuture.completedStage(null)
                                  : links.link(
                                      Caller.header(request),
                                      proposed.modelId(),
                                      model.name(),
                                      number);
                          return linked.thenApply(done -> answer(after, model.name(), number));
                        }));
  }

  @Patch(uris = {API + "/update", AJAX + "/update"})
  CompletionStage<HttpResponse<byte[]>> describe(HttpRequest<byte[]> request) {
    DescribeVersion change =
        (DescribeVersion) RegistryAcceptance.describeVersion(RequestReader.read(request));
    return registry
        .apply(request, change)
        .thenApply(after -> answer(after, change.model(), change.version()));
  }

  @Post(uris = {API + "/transition-stage", AJAX + "/transition-stage"})
  CompletionStage<HttpResponse<byte[]>> move(HttpRequest<byte[]> request) {
    MoveVersion change = (MoveVersion) RegistryAcceptance.moveVersion(RequestReader.read(request));
    return registry
        .apply(request, change)
        .thenApply(after -> answer(after, change.model(), change.version()));
  }

  @Delete(uris = {API + "/delete", AJAX + "/delete"})
  CompletionStage<HttpResponse<byte[]>> delete(HttpRequest<byte[]> request) {
    return written(request, RegistryAcceptance.deleteVersion(RequestReader.read(request)));
  }

  @Post(uris = {API + "/set-tag", AJAX + "/set-tag"})
  CompletionStage<HttpResponse<byte[]>> setTag(HttpRequest<byte[]> request) {
    return written(request, RegistryAcceptance.setVersionTag(RequestReader.read(request)));
  }

  @Delete(uris = {API + "/delete-tag", AJAX + "/delete-tag"})
  CompletionStage<HttpResponse<byte[]>> deleteTag(HttpRequest<byte[]> request) {
    return written(request, RegistryAcceptance.deleteVersionTag(RequestReader.read(request)));
  }

  private CompletionStage<HttpResponse<byte[]>> written(
      HttpRequest<?> request, RegistryChange change) {
    return registry.apply(request, change).thenApply(after -> JsonAnswer.empty());
  }

  private static HttpResponse<byte[]> answer(Registry registry, String name, int number) {
    RegisteredModel model = registry.model(name).orElseThrow();
    ModelVersion version = model.versions().get(number).orElseThrow();
    return Revisions.mark(
        JsonAnswer.ok(
            json -> {
              json.writeStartObject();
              json.writeFieldName("model_version");
              RegistryJson.write(json, model, version);
              json.writeEndObject();
            }),
        version.revision());
  }
}
