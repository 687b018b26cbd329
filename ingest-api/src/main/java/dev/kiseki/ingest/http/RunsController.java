package dev.kiseki.ingest.http;

import dev.kiseki.event.Header;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.ingest.accept.RunAcceptance;
import dev.kiseki.ingest.accept.RunCreation;
import dev.kiseki.ingest.publish.CatalogView;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.ingest.publish.RunWriter;
import dev.kiseki.ingest.publish.Visibility;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.RunJson;
import dev.kiseki.protocol.answer.Visible;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.store.document.RunView;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/** The life of a run: create, update, delete, restore. */
@Controller
@Consumes(MediaType.ALL)
final class RunsController {
  private final RunWriter runs;
  private final RunReader reader;
  private final CatalogView catalog;

  RunsController(RunWriter runs, RunReader reader, CatalogView catalog) {
    this.runs = runs;
    this.reader = reader;
    this.catalog = catalog;
  }

  @Post(uris = {"/api/2.0/mlflow/runs/create", "/ajax-api/2.0/mlflow/runs/create"})
  CompletionStage<HttpResponse<byte[]>> create(HttpRequest<byte[]> request) {
    RunCreation creation = RunCreation.of(RequestReader.read(request));
    Header header = Caller.header(request);
    CatalogState latest = catalog.latest();
    CompletionStage<CatalogState> known =
        creation.allowedBy(latest)
            ? CompletableFuture.completedStage(latest)
            : catalog.current(); // created or restored elsewhere a moment ago, or really not there
    return known.thenCompose(
        state -> {
          RunEvent event = creation.event(header, state, ThreadLocalRandom.current());
          return runs.write(event).thenApply(visibility -> created(event, visibility));
        });
  }

  private static HttpResponse<byte[]> created(RunEvent event, Visibility visibility) {
    RunView run = NewRun.view(event);
    MutableHttpResponse<byte[]> answer =
        JsonAnswer.ok(
            json -> {
              json.writeStartObject();
              json.writeFieldName("run");
              RunJson.writeCreated(json, run);
              json.writeEndObject();
            });
    return marked(answer, visibility);
  }

  @Post(uris = {"/api/2.0/mlflow/runs/update", "/ajax-api/2.0/mlflow/runs/update"})
  CompletionStage<HttpResponse<byte[]>> update(HttpRequest<byte[]> request) {
    RunEvent event = RunAcceptance.update(Caller.header(request), RequestReader.read(request));
    return runs.write(event)
        .thenCompose(
            visibility ->
                reader
                    .run(event.run())
                    .thenApply(
                        run ->
                            updated(
                                run.orElseThrow(() -> Identifiers.unknownRun(event.run())),
                                visibility)));
  }

  private static HttpResponse<byte[]> updated(RunView run, Visibility visibility) {
    MutableHttpResponse<byte[]> answer =
        JsonAnswer.ok(
            json -> {
              json.writeStartObject();
              json.writeFieldName("run_info");
              RunJson.writeInfo(json, run);
              json.writeEndObject();
            });
    return marked(answer, visibility);
  }

  @Post(uris = {"/api/2.0/mlflow/runs/delete", "/ajax-api/2.0/mlflow/runs/delete"})
  CompletionStage<HttpResponse<byte[]>> delete(HttpRequest<byte[]> request) {
    return write(RunAcceptance.delete(Caller.header(request), RequestReader.read(request)));
  }

  @Post(uris = {"/api/2.0/mlflow/runs/restore", "/ajax-api/2.0/mlflow/runs/restore"})
  CompletionStage<HttpResponse<byte[]>> restore(HttpRequest<byte[]> request) {
    return write(RunAcceptance.restore(Caller.header(request), RequestReader.read(request)));
  }

  private CompletionStage<HttpResponse<byte[]>> write(RunEvent event) {
    return runs.write(event).thenApply(visibility -> marked(JsonAnswer.empty(), visibility));
  }

  static HttpResponse<byte[]> marked(MutableHttpResponse<byte[]> answer, Visibility visibility) {
    return switch (visibility) {
      case VISIBLE -> answer;
      case PENDING -> Visible.pending(answer);
    };
  }
}
