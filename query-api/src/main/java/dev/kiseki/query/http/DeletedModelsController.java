package dev.kiseki.query.http;

import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.search.ModelSearch;
import dev.kiseki.query.search.ModelSearchRequest;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.PackedRun;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Kiseki's own: ids of logged models that are deleted, for {@code ./kiseki gc}. MLflow's search
 * never finds them.
 */
@Controller
@Consumes(MediaType.ALL)
final class DeletedModelsController {
  private static final String ROUTE = "kiseki/logged-models/deleted";
  private static final int DEFAULT_RESULTS = 100;

  private final ModelSearch search;

  DeletedModelsController(ModelSearch search) {
    this.search = search;
  }

  /** Newest first. A page's token is a place in that order, so what goes meanwhile shifts none. */
  @Post(uris = {"/api/2.0/" + ROUTE, "/ajax-api/2.0/" + ROUTE})
  CompletionStage<HttpResponse<byte[]>> deleted(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    fields.refuseNull("max_results");
    return search
        .search(
            new ModelSearchRequest(
                fields.texts("experiment_ids"),
                ViewType.DELETED_ONLY,
                "",
                List.of(),
                fields.int32("max_results").orElse(DEFAULT_RESULTS),
                List.of(),
                fields.textOrEmpty("page_token")))
        .thenApply(DeletedModelsController::answer);
  }

  private static HttpResponse<byte[]> answer(Page<PackedRun> page) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("model_ids");
          for (PackedRun row : page.rows()) {
            json.writeString(row.view().run().id().text());
          }
          json.writeEndArray();
          Optional<String> next = page.nextToken();
          if (next.isPresent()) {
            json.writeStringField("next_page_token", next.get());
          }
          json.writeEndObject();
        });
  }
}
