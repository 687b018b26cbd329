package dev.kiseki.query.http;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.registry.ModelAlias;
import dev.kiseki.event.registry.ModelStage;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.RegistryRules;
import dev.kiseki.event.registry.RegistryWords;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.RegistryJson;
import dev.kiseki.protocol.answer.Revisions;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.gather.CatalogView;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.search.RegistrySearch;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Reading registered models. */
@Controller
@Consumes(MediaType.ALL)
final class RegisteredModelsController {
  private static final String API = "/api/2.0/mlflow/registered-models";
  private static final String AJAX = "/ajax-api/2.0/mlflow/registered-models";

  private final CatalogView catalog;
  private final RegistrySearch search;

  RegisteredModelsController(CatalogView catalog, RegistrySearch search) {
    this.catalog = catalog;
    this.search = search;
  }

  @Get(
      uris = {API + "/get", AJAX + "/get"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> get(HttpRequest<byte[]> request) {
    return ofModel(
        RequestReader.read(request).requiredText("name"),
        model ->
            Revisions.mark(
                JsonAnswer.ok(
                    json -> {
                      json.writeStartObject();
                      json.writeFieldName("registered_model");
                      RegistryJson.write(json, model);
                      json.writeEndObject();
                    }),
                model.revision()));
  }

  @Get(
      uris = {API + "/search", AJAX + "/search"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> search(HttpRequest<byte[]> request) {
    return search
        .models(ModelVersionsController.searchRequest(RequestReader.read(request)))
        .thenApply(RegisteredModelsController::answer);
  }

  private static HttpResponse<byte[]> answer(Page<RegisteredModel> page) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          if (!page.rows().isEmpty()) {
            json.writeArrayFieldStart("registered_models");
            for (RegisteredModel model : page.rows()) {
              RegistryJson.write(json, model);
            }
            json.writeEndArray();
          }
          if (page.nextToken().isPresent()) {
            json.writeStringField("next_page_token", page.nextToken().get());
          }
          json.writeEndObject();
        });
  }

  @Get(
      uris = {API + "/get-latest-versions", AJAX + "/get-latest-versions"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> latestByQuery(HttpRequest<byte[]> request) {
    return latest(request);
  }

  @Post(uris = {API + "/get-latest-versions", AJAX + "/get-latest-versions"})
  CompletionStage<HttpResponse<byte[]>> latest(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    String name = fields.requiredText("name");
    List<String> wanted = fields.texts("stages");
    return ofModel(
        name,
        model -> {
          Set<ModelStage> stages = EnumSet.noneOf(ModelStage.class);
          for (String stage : wanted) {
            stages.add(RegistryRules.stage(stage));
          }
          List<ModelVersion> versions = new ArrayList<>(model.latestVersions());
          versions.removeIf(version -> !stages.isEmpty() && !stages.contains(version.stage()));
          return JsonAnswer.ok(
              json -> {
                json.writeStartObject();
                if (!versions.isEmpty()) {
                  json.writeArrayFieldStart("model_versions");
                  for (ModelVersion version : versions) {
                    RegistryJson.write(json, model, version);
                  }
                  json.writeEndArray();
                }
                json.writeEndObject();
              });
        });
  }

  /** The revision is that of the alias, for compare-and-set of it. */
  @Get(
      uris = {API + "/alias", AJAX + "/alias"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> alias(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    String name = fields.requiredText("name");
    String alias = fields.requiredText("alias");
    RegistryRules.name(name);
    RegistryRules.alias(alias);
    return ofModel(
        name,
        model -> {
          if (RegistryRules.latest(alias)) {
            return ModelVersionsController.answer(
                model,
                model
                    .latest()
                    .orElseThrow(
                        () ->
                            TrackingException.notFound(
                                "Latest version not found for model " + name + ".")));
          }
          ModelAlias held =
              model
                  .aliases()
                  .get(alias)
                  .orElseThrow(() -> TrackingException.invalid(RegistryWords.unknownAlias(alias)));
          return Revisions.mark(
              ModelVersionsController.answer(
                  model, model.versions().get(held.version()).orElseThrow()),
              held.revision());
        });
  }

  private CompletionStage<HttpResponse<byte[]>> ofModel(
      String name, Function<RegisteredModel, HttpResponse<byte[]>> answer) {
    RegistryRules.name(name);
    return catalog
        .current()
        .thenApply(
            state ->
                answer.apply(
                    state
                        .registry()
                        .model(name)
                        .orElseThrow(
                            () -> TrackingException.notFound(RegistryWords.unknownModel(name)))));
  }
}
