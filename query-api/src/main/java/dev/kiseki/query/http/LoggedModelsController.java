package dev.kiseki.query.http;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.LoggedModelJson;
import dev.kiseki.protocol.request.PathText;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.bind.ModelOrderField;
import dev.kiseki.query.gather.ModelReader;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.search.ModelSearch;
import dev.kiseki.query.search.ModelSearchRequest;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.PointMatch.Dataset;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.PackedRun;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reading logged models. */
@Controller
@Consumes(MediaType.ALL)
final class LoggedModelsController {
  private static final String API = "/api/2.0/mlflow/logged-models";
  private static final String AJAX = "/ajax-api/2.0/mlflow/logged-models";
  private static final int DEFAULT_RESULTS = 50;

  private final ModelReader models;
  private final ModelSearch search;
  private final SearchTimes times;

  LoggedModelsController(ModelReader models, ModelSearch search, SearchTimes times) {
    this.models = models;
    this.search = search;
    this.times = times;
  }

  /** A deleted model is there for who asks for deleted ones. */
  @Get(
      uris = {API + "/{id}", AJAX + "/{id}"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> get(HttpRequest<?> request) {
    RunId id = new RunId(PathText.decoded(PathText.below(request, "/mlflow/logged-models/")));
    boolean deletedToo =
        request.getParameters().getFirst("allow_deleted").orElse("").equalsIgnoreCase("true");
    return models
        .model(id)
        .thenApply(
            found -> {
              RunView model =
                  found
                      .filter(view -> deletedToo || view.stage() == LifecycleStage.ACTIVE)
                      .orElseThrow(() -> Identifiers.unknownModel(id));
              return JsonAnswer.ok(json -> LoggedModelJson.writeAlone(json, model.run()));
            });
  }

  @Post(uris = {API + "/search", AJAX + "/search"})
  CompletionStage<HttpResponse<byte[]>> search(HttpRequest<byte[]> request) {
    return times.measured(
        () -> search.search(searched(request)).thenApply(LoggedModelsController::answer));
  }

  private static ModelSearchRequest searched(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    if (!fields.has("experiment_ids")) {
      throw TrackingException.invalid(
          "Missing value for required parameter 'experiment_ids'. See the API docs for more information about request parameters.");
    }
    List<String> experiments = fields.texts("experiment_ids");
    String filter = fields.textOrEmpty("filter");
    List<Dataset> datasets = new ArrayList<>();
    for (RequestFields dataset : fields.objects("datasets")) {
      datasets.add(
          new Dataset(
              dataset.textOrEmpty("dataset_name"),
              dataset.text("dataset_digest").filter(digest -> !digest.isEmpty())));
    }
    fields.refuseNull("max_results");
    int maxResults = fields.int32("max_results").orElse(DEFAULT_RESULTS);
    List<ModelOrderField> order = new ArrayList<>();
    for (RequestFields item : fields.objects("order_by")) {
      order.add(
          new ModelOrderField(
              item.textOrEmpty("field_name"),
              item.bool("ascending").orElse(true),
              item.textOrEmpty("dataset_name"),
              item.textOrEmpty("dataset_digest")));
    }
    return new ModelSearchRequest(
        experiments,
        ViewType.ACTIVE_ONLY,
        filter,
        datasets,
        maxResults,
        order,
        fields.textOrEmpty("page_token"));
  }

  private static HttpResponse<byte[]> answer(Page<PackedRun> page) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          if (!page.rows().isEmpty()) {
            json.writeArrayFieldStart("models");
            for (PackedRun row : page.rows()) {
              LoggedModelJson.write(json, row.view().run());
            }
            json.writeEndArray();
          }
          Optional<String> next = page.nextToken();
          if (next.isPresent()) {
            json.writeStringField("next_page_token", next.get());
          }
          json.writeEndObject();
        });
  }
}
