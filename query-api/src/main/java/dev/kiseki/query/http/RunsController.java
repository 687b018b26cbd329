package dev.kiseki.query.http;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.RunJson;
import dev.kiseki.protocol.request.FieldFault;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.gather.RunReader;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.search.RunExplanation;
import dev.kiseki.query.search.RunSearch;
import dev.kiseki.query.search.RunSearchRequest;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.AnsweredDatasets;
import dev.kiseki.store.shard.PackedRun;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reading runs. */
@Controller
@Consumes(MediaType.ALL)
final class RunsController {
  private static final int DEFAULT_RESULTS = 1000;
  private static final int MOST_RESULTS = 50_000;

  private final RunReader runs;
  private final RunSearch search;
  private final SearchTimes times;
  private final RunExplanation explanation;

  RunsController(RunReader runs, RunSearch search, RunExplanation explanation, SearchTimes times) {
    this.runs = runs;
    this.search = search;
    this.times = times;
    this.explanation = explanation;
  }

  @Get(
      uris = {"/api/2.0/mlflow/runs/get", "/ajax-api/2.0/mlflow/runs/get"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> get(HttpRequest<byte[]> request) {
    RunId id = new RunId(RequestReader.read(request).requiredText("run_id", "run_uuid"));
    return runs.run(id)
        .thenApply(
            found -> {
              RunView run = found.orElseThrow(() -> Identifiers.unknownRun(id));
              return JsonAnswer.ok(
                  json -> {
                    json.writeStartObject();
                    json.writeFieldName("run");
                    RunJson.write(json, run);
                    json.writeEndObject();
                  });
            });
  }

  @Post(uris = {"/api/2.0/mlflow/runs/search", "/ajax-api/2.0/mlflow/runs/search"})
  CompletionStage<HttpResponse<byte[]>> search(HttpRequest<byte[]> request) {
    return times.measured(() -> search.search(searched(request)).thenApply(RunsController::answer));
  }

  /** Kiseki's own: takes a search and answers how it is done. MLflow has no such route. */
  @Post(uris = {"/api/2.0/kiseki/runs/search/explain", "/ajax-api/2.0/kiseki/runs/search/explain"})
  CompletionStage<HttpResponse<byte[]>> explain(HttpRequest<byte[]> request) {
    return explanation
        .explain(searched(request))
        .thenApply(plans -> JsonAnswer.ok(json -> PlanJson.write(json, plans)));
  }

  private static RunSearchRequest searched(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    List<String> experiments = fields.texts("experiment_ids");
    String filter = fields.textOrEmpty("filter");
    ViewType view = Views.read(fields, "run_view_type");
    fields.refuseNull("max_results");
    int maxResults = fields.int32("max_results").orElse(DEFAULT_RESULTS);
    if (maxResults > MOST_RESULTS) {
      throw FieldFault.invalid("max_results", (long) maxResults);
    }
    return new RunSearchRequest(
        experiments,
        filter,
        view,
        maxResults,
        fields.texts("order_by"),
        fields.textOrEmpty("page_token"));
  }

  private static HttpResponse<byte[]> answer(Page<PackedRun> page) {
    AnsweredDatasets datasets = new AnsweredDatasets();
    for (PackedRun run : page.rows()) {
      if (!run.links().datasets().isEmpty() && !datasets.add(run.datasets())) {
        throw new TrackingException(ErrorCode.BAD_REQUEST, AnsweredDatasets.LIMIT);
      }
    }
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          if (!page.rows().isEmpty()) {
            json.writeArrayFieldStart("runs");
            for (PackedRun run : page.rows()) {
              RunJson.writeFound(json, run);
            }
            json.writeEndArray();
          }
          if (page.nextToken().isPresent()) {
            json.writeStringField("next_page_token", page.nextToken().get());
          }
          json.writeEndObject();
        });
  }
}
