package dev.kiseki.ingest.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.ingest.accept.RunPurge;
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
 * Kiseki's own: removes runs for good that have been deleted for a while. MLflow does so beside its
 * server, with access to the database ({@code mlflow gc}).
 */
@Controller
@Consumes(MediaType.ALL)
final class PurgeController {
  private final RunPurging runs;

  PurgeController(RunPurging runs) {
    this.runs = runs;
  }

  /** 503 when nothing is known of any run; else what is known of each. */
  @Post(uris = {"/api/2.0/kiseki/runs/purge", "/ajax-api/2.0/kiseki/runs/purge"})
  CompletionStage<HttpResponse<byte[]>> purge(HttpRequest<byte[]> request) {
    RunPurge purge = RunPurge.of(RequestReader.read(request));
    return runs.purge(
            Caller.header(request), purge.runs(), purge.deletedBeforeMillis(), purge.dryRun())
        .thenApply(PurgeController::answer);
  }

  private static HttpResponse<byte[]> answer(List<Purged> results) {
    if (results.stream().allMatch(result -> result.outcome() == Purged.Outcome.UNKNOWN)) {
      throw results.get(0).why().orElseThrow();
    }
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("results");
          for (Purged result : results) {
            write(json, result);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Purged result) throws IOException {
    json.writeStartObject();
    json.writeStringField("run_id", result.run().text());
    json.writeStringField("outcome", result.outcome().name());
    if (result.why().isPresent()) {
      TrackingException why = result.why().get();
      json.writeStringField("error_code", why.code().name());
      json.writeStringField("message", why.getMessage());
    }
    json.writeEndObject();
  }
}
