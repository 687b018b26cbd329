package dev.kiseki.ingest.http;

import dev.kiseki.event.Header;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.ingest.accept.BatchAcceptance;
import dev.kiseki.ingest.accept.ModelShares;
import dev.kiseki.ingest.accept.RunAcceptance;
import dev.kiseki.ingest.publish.ModelMetrics;
import dev.kiseki.ingest.publish.RunWriter;
import dev.kiseki.ingest.publish.Visibility;
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
  private final ModelMetrics models;

  RunDataController(RunWriter runs, ModelMetrics models) {
    this.runs = runs;
    this.models = models;
  }

  @Post(uris = {"/api/2.0/mlflow/runs/log-batch", "/ajax-api/2.0/mlflow/runs/log-batch"})
  CompletionStage<HttpResponse<byte[]>> logBatch(HttpRequest<byte[]> request) {
    RequestReader.checkContentType(request);
    LogBatchBody body = LogBatchBody.read(request.getBody().orElse(null));
    RunEvent event = BatchAcceptance.accept(Caller.header(request), body);
    return answered(models.write(event, ModelShares.ofBatch(event, body)));
  }

  @Post(uris = {"/api/2.0/mlflow/runs/log-metric", "/ajax-api/2.0/mlflow/runs/log-metric"})
  CompletionStage<HttpResponse<byte[]>> logMetric(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    RunEvent event = RunAcceptance.logMetric(Caller.header(request), fields);
    return answered(models.write(event, ModelShares.ofMetric(event, fields)));
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
    return answered(runs.write(accept.apply(Caller.header(request), RequestReader.read(request))));
  }

  private static CompletionStage<HttpResponse<byte[]>> answered(
      CompletionStage<Visibility> written) {
    return written.thenApply(visibility -> RunsController.marked(JsonAnswer.empty(), visibility));
  }
}
