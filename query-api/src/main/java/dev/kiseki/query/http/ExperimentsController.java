package dev.kiseki.query.http;

import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.protocol.answer.ExperimentJson;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.gather.CatalogView;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.search.ExperimentSearch;
import dev.kiseki.query.search.ExperimentSearchRequest;
import dev.kiseki.store.scan.ViewType;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reading experiments. */
@Controller
@Consumes(MediaType.ALL)
final class ExperimentsController {
  private final CatalogView catalog;
  private final ExperimentSearch search;

  ExperimentsController(CatalogView catalog, ExperimentSearch search) {
    this.catalog = catalog;
    this.search = search;
  }

  @Get(
      uris = {"/api/2.0/mlflow/experiments/get", "/ajax-api/2.0/mlflow/experiments/get"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> get(HttpRequest<byte[]> request) {
    ExperimentId id =
        Identifiers.experiment(RequestReader.read(request).requiredText("experiment_id"));
    return one(state -> state.experiment(id), () -> Identifiers.unknownExperiment(id));
  }

  @Get(
      uris = {
        "/api/2.0/mlflow/experiments/get-by-name",
        "/ajax-api/2.0/mlflow/experiments/get-by-name"
      },
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> getByName(HttpRequest<byte[]> request) {
    String name = RequestReader.read(request).requiredText("experiment_name");
    return one(
        state -> state.experimentNamed(name),
        () -> TrackingException.notFound("Could not find experiment with name '" + name + "'"));
  }

  @Get(
      uris = {"/api/2.0/mlflow/experiments/search", "/ajax-api/2.0/mlflow/experiments/search"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> searchByQuery(HttpRequest<byte[]> request) {
    return search(request);
  }

  @Post(uris = {"/api/2.0/mlflow/experiments/search", "/ajax-api/2.0/mlflow/experiments/search"})
  CompletionStage<HttpResponse<byte[]>> search(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    ViewType view = Views.read(fields, "view_type");
    long maxResults = fields.int64("max_results").orElse(0);
    return search
        .search(
            new ExperimentSearchRequest(
                fields.textOrEmpty("filter"),
                view,
                maxResults,
                fields.texts("order_by"),
                fields.textOrEmpty("page_token")))
        .thenApply(ExperimentsController::answer);
  }

  private static HttpResponse<byte[]> answer(Page<Experiment> page) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          if (!page.rows().isEmpty()) {
            json.writeArrayFieldStart("experiments");
            for (Experiment experiment : page.rows()) {
              ExperimentJson.write(json, experiment);
            }
            json.writeEndArray();
          }
          if (page.nextToken().isPresent()) {
            json.writeStringField("next_page_token", page.nextToken().get());
          }
          json.writeEndObject();
        });
  }

  private CompletionStage<HttpResponse<byte[]>> one(
      Function<CatalogState, Optional<Experiment>> find, Supplier<TrackingException> missing) {
    return catalog
        .current()
        .thenApply(
            state -> {
              Experiment experiment = find.apply(state).orElseThrow(missing);
              return JsonAnswer.ok(
                  json -> {
                    json.writeStartObject();
                    json.writeFieldName("experiment");
                    ExperimentJson.write(json, experiment);
                    json.writeEndObject();
                  });
            });
  }
}
