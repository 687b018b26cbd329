package dev.kiseki.query.http;

import dev.kiseki.event.id.RunId;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.gather.Rejection;
import dev.kiseki.query.gather.RunReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Kiseki's own: writes that were refused after they had been answered, or in answer to which nobody
 * listened any more. MLflow has no such route.
 */
@Controller
@Consumes(MediaType.ALL)
final class RejectionsController {
  private final RunReader runs;

  RejectionsController(RunReader runs) {
    this.runs = runs;
  }

  @Get(
      uris = {"/api/2.0/kiseki/runs/rejections", "/ajax-api/2.0/kiseki/runs/rejections"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> rejections(HttpRequest<byte[]> request) {
    RunId run = new RunId(RequestReader.read(request).requiredText("run_id"));
    return runs.rejections(run).thenApply(RejectionsController::answer);
  }

  private static HttpResponse<byte[]> answer(List<Rejection> rejections) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          if (!rejections.isEmpty()) {
            json.writeArrayFieldStart("rejections");
            for (Rejection rejection : rejections) {
              json.writeStartObject();
              json.writeNumberField("partition", rejection.partition());
              json.writeNumberField("offset", rejection.offset());
              json.writeStringField("error_code", rejection.code().name());
              json.writeStringField("message", rejection.message());
              json.writeNumberField("sent_at", rejection.sentAtMillis());
              json.writeStringField("proposal", rejection.proposal());
              json.writeEndObject();
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }
}
