package dev.kiseki.ingest.http;

import dev.kiseki.event.registry.ModelAlias;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.registry.RegistryChange.RenameModel;
import dev.kiseki.event.registry.RegistryChange.SetAlias;
import dev.kiseki.ingest.accept.RegistryAcceptance;
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
import java.util.concurrent.CompletionStage;

/** Writes to registered models: the models themselves, their tags and aliases. */
@Controller
@Consumes(MediaType.ALL)
final class RegisteredModelsController {
  private static final String API = "/api/2.0/mlflow/registered-models";
  private static final String AJAX = "/ajax-api/2.0/mlflow/registered-models";

  private final RegistryWrites registry;

  RegisteredModelsController(RegistryWrites registry) {
    this.registry = registry;
  }

  @Post(uris = {API + "/create", AJAX + "/create"})
  CompletionStage<HttpResponse<byte[]>> create(HttpRequest<byte[]> request) {
    return answered(request, RegistryAcceptance.createModel(RequestReader.read(request)));
  }

  @Patch(uris = {API + "/update", AJAX + "/update"})
  CompletionStage<HttpResponse<byte[]>> describe(HttpRequest<byte[]> request) {
    return answered(request, RegistryAcceptance.describeModel(RequestReader.read(request)));
  }

  @Post(uris = {API + "/rename", AJAX + "/rename"})
  CompletionStage<HttpResponse<byte[]>> rename(HttpRequest<byte[]> request) {
    return answered(request, RegistryAcceptance.renameModel(RequestReader.read(request)));
  }

  @Delete(uris = {API + "/delete", AJAX + "/delete"})
  CompletionStage<HttpResponse<byte[]>> delete(HttpRequest<byte[]> request) {
    return written(request, RegistryAcceptance.deleteModel(RequestReader.read(request)));
  }

  @Post(uris = {API + "/set-tag", AJAX + "/set-tag"})
  CompletionStage<HttpResponse<byte[]>> setTag(HttpRequest<byte[]> request) {
    return written(request, RegistryAcceptance.setModelTag(RequestReader.read(request)));
  }

  @Delete(uris = {API + "/delete-tag", AJAX + "/delete-tag"})
  CompletionStage<HttpResponse<byte[]>> deleteTag(HttpRequest<byte[]> request) {
    return written(request, RegistryAcceptance.deleteModelTag(RequestReader.read(request)));
  }

  @Post(uris = {API + "/alias", AJAX + "/alias"})
  CompletionStage<HttpResponse<byte[]>> setAlias(HttpRequest<byte[]> request) {
    RegistryChange change = RegistryAcceptance.setAlias(RequestReader.read(request));
    return registry
        .apply(request, change)
        .thenApply(after -> Revisions.mark(JsonAnswer.empty(), alias(after, change).revision()));
  }

  private static ModelAlias alias(Registry registry, RegistryChange change) {
    SetAlias set = (SetAlias) change;
    return registry.model(set.model()).orElseThrow().aliases().get(set.alias()).orElseThrow();
  }

  @Delete(uris = {API + "/alias", AJAX + "/alias"})
  CompletionStage<HttpResponse<byte[]>> deleteAlias(HttpRequest<byte[]> request) {
    return written(request, RegistryAcceptance.deleteAlias(RequestReader.read(request)));
  }

  private CompletionStage<HttpResponse<byte[]>> written(
      HttpRequest<?> request, RegistryChange change) {
    return registry.apply(request, change).thenApply(after -> JsonAnswer.empty());
  }

  private CompletionStage<HttpResponse<byte[]>> answered(
      HttpRequest<?> request, RegistryChange change) {
    String name = change instanceof RenameModel rename ? rename.newName() : change.model();
    return registry
        .apply(request, change)
        .thenApply(
            after -> {
              RegisteredModel model = after.model(name).orElseThrow();
              return Revisions.mark(
                  JsonAnswer.ok(
                      json -> {
                        json.writeStartObject();
                        json.writeFieldName("registered_model");
                        RegistryJson.write(json, model);
                        json.writeEndObject();
                      }),
                  model.revision());
            });
  }
}
