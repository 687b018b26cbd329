package dev.kiseki.ingest.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.ingest.accept.PurgeRequest;
import dev.kiseki.ingest.publish.ModelPurging;
import dev.kiseki.ingest.publish.Purged;
import dev.kiseki.ingest.publish.RunPurging;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Kiseki's own: removes runs and logged models for good that have been deleted for a while. MLflow
 * does so beside its server, with access to the database ({@code mlflow gc}).
 */
@Controller
@Consumes(MediaType.ALL)
final class PurgeController {
  private static final String RUNS = "/kiseki/runs/purge";
  private static final String MODELS = "/kiseki/logged-models/purge";

  private final RunPurging runs;
  private final ModelPurging models;

  PurgeController(RunPurging runs, ModelPurging models) {
    this.runs = runs;
    this.models = models;
  }

  /** 503 when nothing is known of any of them; else what is known of each. */
  @Post(uris = {"/api/2.0" + RUNS, "/ajax-api/2.0" + RUNS})
  CompletionStage<HttpResponse<byte[]>> runs(HttpRequest<byte[]> request) {
    PurgeRequest purge = PurgeRequest.ofRuns(RequestReader.read(request));
    return runs.purge(
            Caller.header(request), purge.ids(), purge.deletedBeforeMillis(), purge.dryRun())
        .thenApply(results -> answer("run_id", results));
  }

  /** As {@link #runs}. */
  @Post(uris = {"/api/2.0" + MODELS, "/ajax-api/2.0" + MODELS})
  CompletionStage<HttpResponse<byte[]>> models(HttpRequest<byte[]> request) {
    PurgeRequest purge = PurgeRequest.ofModels(RequestReader.read(request));
    return models
        .purge(Caller.header(request), purge.ids(), purge.deletedBeforeMillis(), purge.dryRun())
        .thenApply(results -> answer("model_id", results));
  }

  private static HttpResponse<byte[]> answer(String id, List<Purged> results) {
    if (results.stream().allMatch(result -> result.outcome() == Purged.Outcome.UNKNOWN)) {
      throw results.get(0).why().orElseThrow();
    }
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("results");
          for (Purged result : results) {
            write(json, id, result);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, String id, Purged result) throws IOException {
    json.writeStartObject();
    json.writeStringField(id, result.id().text());
    json.writeStringField("outcome", result.outcome().name());
    if (result.why().isPresent()) {
      TrackingException why = result.why().get();
      json.writeStringField("error_code", why.code().name());
      json.writeStringField("message", why.getMessage());
    }
    json.writeEndObject();
  }
}
