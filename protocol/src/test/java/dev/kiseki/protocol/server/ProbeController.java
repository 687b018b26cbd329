package dev.kiseki.protocol.server;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Routes that do what a real controller could, so that the conventions are seen over HTTP. */
@Controller("/probe")
@Consumes(MediaType.ALL)
final class ProbeController {
  @Get
  HttpResponse<byte[]> get(HttpRequest<byte[]> request) {
    return echo(RequestReader.read(request));
  }

  @Post
  HttpResponse<byte[]> post(HttpRequest<byte[]> request) {
    return echo(RequestReader.read(request));
  }

  @Patch
  HttpResponse<byte[]> patch(HttpRequest<?> request, @Body Optional<byte[]> body) {
    return echo(RequestReader.read(request, body.orElse(null)));
  }

  @Delete
  HttpResponse<byte[]> delete(HttpRequest<byte[]> request) {
    return echo(RequestReader.read(request));
  }

  private static HttpResponse<byte[]> echo(RequestFields fields) {
    String id = fields.requiredText("run_id");
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField("run_id", id);
          json.writeStringField("keys", String.join(",", fields.texts("keys")));
          json.writeBooleanField("flag", fields.bool("flag").orElse(false));
          json.writeNumberField("limit", fields.int32("limit").orElse(-1));
          json.writeEndObject();
        });
  }

  @Get("/broken")
  HttpResponse<byte[]> broken() {
    return JsonAnswer.ok(
        json -> {
          throw new IllegalStateException("secret detail");
        });
  }

  @Get("/refused")
  CompletionStage<HttpResponse<byte[]>> refused() {
    return CompletableFuture.<HttpResponse<byte[]>>supplyAsync(
        () -> {
          throw TrackingException.unavailable("The log is away.");
        });
  }

  @Get("/broken-later")
  CompletionStage<HttpResponse<byte[]>> brokenLater() {
    return CompletableFuture.<HttpResponse<byte[]>>failedFuture(
            new IllegalStateException("secret detail"))
        .thenApply(answer -> answer);
  }
}
