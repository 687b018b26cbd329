package dev.kiseki.protocol.server;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.protocol.answer.JsonAnswer;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@code /health} as MLflow has it: the process answers. {@code /health/live} is the same for
 * Kubernetes; {@code /health/ready} names what the service still waits for.
 */
@Controller("/health")
final class HealthController {
  private final Collection<ReadinessCheck> checks;

  HealthController(Collection<ReadinessCheck> checks) {
    this.checks = checks;
  }

  @Get(produces = MediaType.ALL)
  HttpResponse<String> health() {
    return HttpResponse.ok("OK").header("Content-Type", "text/plain; charset=utf-8");
  }

  @Get(uri = "/live", produces = MediaType.ALL)
  HttpResponse<byte[]> live() {
    return JsonAnswer.ok(json -> status(json, "live", Map.of()));
  }

  @Get(uri = "/ready", produces = MediaType.ALL)
  HttpResponse<byte[]> ready() {
    Map<String, String> waiting = new TreeMap<>();
    for (ReadinessCheck check : checks) {
      Optional<String> what = check.waitingFor();
      what.ifPresent(words -> waiting.put(check.name(), words));
    }
    if (waiting.isEmpty()) {
      return JsonAnswer.ok(json -> status(json, "ready", waiting));
    }
    MutableHttpResponse<byte[]> answer = JsonAnswer.ok(json -> status(json, "waiting", waiting));
    return answer.status(HttpStatus.SERVICE_UNAVAILABLE);
  }

  private static void status(JsonGenerator json, String status, Map<String, String> waiting)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("status", status);
    if (!waiting.isEmpty()) {
      json.writeObjectFieldStart("waiting_for");
      for (Map.Entry<String, String> entry : waiting.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }
}
