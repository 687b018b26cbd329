package dev.kiseki.ingest.artifact;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** Kiseki's own: removes files and uploads that nobody will ask for; see {@link ArtifactSweep}. */
@Controller
@Consumes(MediaType.ALL)
final class SweepController {
  private static final String ROUTE = "kiseki/artifacts/sweep";
  private static final Pattern TOKEN = Pattern.compile("[0-9]+/[^/]+/(m-[^/]+/)?");

  private final Artifacts artifacts;

  SweepController(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  /** Looks for some 10 s; goes on with the token of its answer. */
  @Post(uris = {"/api/2.0/" + ROUTE, "/ajax-api/2.0/" + ROUTE})
  CompletionStage<MutableHttpResponse<byte[]>> sweep(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    long seconds = fields.requiredInt64("older_than_seconds");
    if (seconds < 0 || seconds > Integer.MAX_VALUE) {
      throw TrackingException.invalid(
          "older_than_seconds must be between 0 and " + Integer.MAX_VALUE + ", not " + seconds);
    }
    Optional<String> after = fields.text("page_token").filter(token -> !token.isEmpty());
    if (after.isPresent() && !TOKEN.matcher(after.get()).matches()) {
      throw TrackingException.invalid("page_token is not one of an earlier answer");
    }
    return artifacts
        .sweep(
            new ArtifactSweep.Question(
                Instant.now().minusSeconds(seconds), fields.bool("dry_run").orElse(false), after))
        .thenApply(SweepController::answer);
  }

  private static MutableHttpResponse<byte[]> answer(ArtifactSweep.Swept swept) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          json.writeNumberField("uploads", swept.uploads());
          json.writeNumberField("files", swept.files());
          write(json, "run_ids", swept.runs());
          write(json, "model_ids", swept.models());
          if (swept.next().isPresent()) {
            json.writeStringField("next_page_token", swept.next().get());
          }
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, String name, List<String> ids) throws IOException {
    json.writeArrayFieldStart(name);
    for (String id : ids) {
      json.writeString(id);
    }
    json.writeEndArray();
  }
}
