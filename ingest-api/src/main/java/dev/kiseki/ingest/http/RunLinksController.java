package dev.kiseki.ingest.http;

import dev.kiseki.event.run.RunEvent;
import dev.kiseki.ingest.accept.LinksAcceptance;
import dev.kiseki.ingest.publish.RunWriter;
import dev.kiseki.ingest.publish.Visibility;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What a run reads and makes: data sets and models. */
@Controller
@Consumes(MediaType.ALL)
final class RunLinksController {
  private final RunWriter runs;

  RunLinksController(RunWriter runs) {
    this.runs = runs;
  }

  @Post(uris = {"/api/2.0/mlflow/runs/log-inputs", "/ajax-api/2.0/mlflow/runs/log-inputs"})
  CompletionStage<HttpResponse<byte[]>> logInputs(HttpRequest<byte[]> request) {
    return write(LinksAcceptance.inputs(Caller.header(request), RequestReader.read(request)));
  }

  @Post(uris = {"/api/2.0/mlflow/runs/outputs", "/ajax-api/2.0/mlflow/runs/outputs"})
  CompletionStage<HttpResponse<byte[]>> logOutputs(HttpRequest<byte[]> request) {
    return write(
        List.of(LinksAcceptance.outputs(Caller.header(request), RequestReader.read(request))));
  }

  @Post(uris = {"/api/2.0/mlflow/runs/log-model", "/ajax-api/2.0/mlflow/runs/log-model"})
  CompletionStage<HttpResponse<byte[]>> logModel(HttpRequest<byte[]> request) {
    return write(
        List.of(LinksAcceptance.model(Caller.header(request), RequestReader.read(request))));
  }

  /** One after the other; the first refusal is the answer. */
  private CompletionStage<HttpResponse<byte[]>> write(List<RunEvent> events) {
    CompletionStage<Visibility> written = CompletableFuture.completedStage(Visibility.VISIBLE);
    for (RunEvent event : events) {
      written =
          written.thenCompose(before -> runs.write(event).thenApply(now -> worse(before, now)));
    }
    return written.thenApply(visibility -> RunsController.marked(JsonAnswer.empty(), visibility));
  }

  private static Visibility worse(Visibility one, Visibility other) {
    return one == Visibility.PENDING ? one : other;
  }
}
