package dev.kiseki.ingest.http;

import dev.kiseki.event.Header;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.ingest.accept.BatchAcceptance;
import dev.kiseki.ingest.accept.RunAcceptance;
import dev.kiseki.ingest.publish.RunWriter;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.LogBatchBody;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** What is logged to a run: metrics, params, tags. The hot path. */
@Controller
@Consumes(MediaType.ALL)
final class RunDataController {
  private final RunWriter runs;

  RunDataController(RunWriter runs) {
    this.runs = runs;
  }

  @Post(uris = {"/api/2.0/mlflow/runs/log-batch", "/ajax-api/2.0/mlflow/runs/log-batch"})
  CompletionStage<HttpResponse<byte[]>> logBatch(HttpRequest<byte[]> request) {
    RequestReader.checkContentType(request);
    return write(
        BatchAcceptance.accept(
            Caller.header(request), LogBatchBody.read(request.getBody().orElse(null))));
  }

  @Post(uris = {"/api/2.0/mlflow/runs/log-metric", "/ajax-api/2.0/mlflow/runs/log-metric"})
  CompletionStage<HttpResponse<byte[]>> logMetric(HttpRequest<byte[]> request) {
    return write(request, RunAcceptance::logMetric);
  }

  @Post(uris = {"/api/2.0/mlflow/runs/log-parameter", "/ajax-api/2.0/mlflow/runs/log-parameter"})
  CompletionStage<HttpResponse<byte[]>> logParameter(HttpRequest<byte[]> request) {
    return write(request, RunAcceptance::logParameter);
  }

  @Post(uris = {"/api/2.0/mlflow/runs/set-tag", "/ajax-api/2.0/mlflow/runs/set-tag"})
  CompletionStage<HttpResponse<byte[]>> setTag(HttpRequest<byte[]> request) {
    return write(request, RunAcceptance::setTag);
  }

  @Post(uris = {"/api/2.0/mlflow/runs/delete-tag", "/ajax-api/2.0/mlflow/runs/delete-tag"})
  CompletionStage<HttpResponse<byte[]>> deleteTag(HttpRequest<byte[]> request) {
    return write(request, RunAcceptance::deleteTag);
  }

  private CompletionStage<HttpResponse<byte[]>> write(
      HttpRequest<byte[]> request, BiFunction<Header, RequestFields, RunEvent> accept) {
    return write(accept.apply(Caller.header(request), RequestReader.read(request)));
  }

  private CompletionStage<HttpResponse<byte[]>> write(RunEvent event) {
    return runs.write(event)
        .thenApply(visibility -> RunsController.marked(JsonAnswer.empty(), visibility));
  }
}
