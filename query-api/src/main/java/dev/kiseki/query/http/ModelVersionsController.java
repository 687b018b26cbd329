package dev.kiseki.query.http;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.RegistryRules;
import dev.kiseki.event.registry.RegistryWords;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.RegistryJson;
import dev.kiseki.protocol.answer.Revisions;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.bind.RegistryTable.VersionRow;
import dev.kiseki.query.gather.CatalogView;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.search.RegistrySearch;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Reading versions of registered models. */
@Controller
@Consumes(MediaType.ALL)
final class ModelVersionsController {
  private static final String API = "/api/2.0/mlflow/model-versions";
  private static final String AJAX = "/ajax-api/2.0/mlflow/model-versions";

  private final CatalogView catalog;
  private final RegistrySearch search;

  ModelVersionsController(CatalogView catalog, RegistrySearch search) {
    this.catalog = catalog;
    this.search = search;
  }

  @Get(
      uris = {API + "/get", AJAX + "/get"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> get(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    return ofVersion(
        fields.requiredText("name"),
        fields.requiredText("version"),
        ModelVersionsController::answer);
  }

  @Get(
      uris = {API + "/get-download-uri", AJAX + "/get-download-uri"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> downloadUri(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    return ofVersion(
        fields.textOrEmpty("name"),
        fields.textOrEmpty("version"),
        (model, version) ->
            JsonAnswer.ok(
                json -> {
                  json.writeStartObject();
                  json.writeStringField("artifact_uri", version.downloadUri());
                  json.writeEndObject();
                }));
  }

  @Get(
      uris = {API + "/search", AJAX + "/search"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> search(HttpRequest<byte[]> request) {
    return search
        .versions(searchRequest(RequestReader.read(request)))
        .thenApply(ModelVersionsController::answer);
  }

  static RegistrySearch.Request searchRequest(RequestFields fields) {
    return new RegistrySearch.Request(
        fields.textOrEmpty("filter"),
        fields.int64("max_results"),
        fields.texts("order_by"),
        fields.textOrEmpty("page_token"));
  }

  private static HttpResponse<byte[]> answer(Page<VersionRow> page) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          if (!page.rows().isEmpty()) {
            json.writeArrayFieldStart("model_versions");
            for (VersionRow row : page.rows()) {
              RegistryJson.writeFound(json, row.model().name(), row.version());
            }
            json.writeEndArray();
          }
          if (page.nextToken().isPresent()) {
            json.writeStringField("next_page_token", page.nextToken().get());
          }
          json.writeEndObject();
        });
  }

  /** The version, with its own revision. */
  static MutableHttpResponse<byte[]> answer(RegisteredModel model, ModelVersion version) {
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

  private CompletionStage<HttpResponse<byte[]>> ofVersion(
      String name,
      String version,
      BiFunction<RegisteredModel, ModelVersion, HttpResponse<byte[]>> answer) {
    RegistryRules.name(name);
    int number = RegistryRules.version(name, version);
    return catalog
        .current()
        .thenApply(
            state -> {
              RegisteredModel model = state.registry().model(name).orElse(null);
              ModelVersion found = model == null ? null : model.versions().get(number).orElse(null);
              if (found == null) {
                throw TrackingException.notFound(RegistryWords.unknownVersion(name, number));
              }
              return answer.apply(model, found);
            });
  }
}
