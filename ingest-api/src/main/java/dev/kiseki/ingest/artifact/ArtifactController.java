package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.transport.s3.ArtifactPath;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Put;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The proxied artifact service, {@code mlflow-artifacts/artifacts}. Paths are taken from the
 * request line itself, because a router decodes and joins what must stay apart.
 */
@Controller
final class ArtifactController {
  private static final String ROUTE = "/mlflow-artifacts/artifacts";
  private static final String API = "/api/2.0" + ROUTE;
  private static final String AJAX = "/ajax-api/2.0" + ROUTE;
  private static final String BELOW = "{/path:.*}";

  private final Artifacts artifacts;

  ArtifactController(Artifacts artifacts) {
    this.artifacts = artifacts;
  }

  /**
   * Lists a directory, or sends a file when the route goes on below. HEAD does all but the body.
   */
  @Get(uris = {API, AJAX, API + BELOW, AJAX + BELOW})
  CompletionStage<? extends MutableHttpResponse<?>> get(HttpRequest<?> request) {
    Optional<String> raw = rawPath(request);
    if (raw.isEmpty()) {
      String path = request.getParameters().getFirst("path").orElse("");
      return artifacts
          .list(ArtifactPath.of(path))
          .thenApply(entries -> JsonAnswer.ok(json -> ListingJson.write(json, entries)));
    }
    ArtifactPath path = ArtifactPath.ofEncoded(raw.get());
    if (path.isRoot() || raw.get().endsWith("/")) {
      throw ArtifactTree.directoryAsked(path);
    }
    return FileAnswer.send(artifacts, request, path);
  }

  /** Stores the body, whatever its type; 200 and an empty body when it is durable and visible. */
  @Put(uris = {API + BELOW, AJAX + BELOW})
  @Consumes(MediaType.ALL)
  CompletionStage<MutableHttpResponse<?>> put(ServerHttpRequest<?> request) {
    ArtifactPath path = file(request);
    return artifacts.put(path, request.byteBody().move()).thenApply(done -> HttpResponse.ok());
  }

  /** Deletes a file, or a directory with all that is in it; 200 also when nothing was there. */
  @Delete(uris = {API + BELOW, AJAX + BELOW})
  @Consumes(MediaType.ALL)
  CompletionStage<MutableHttpResponse<byte[]>> delete(HttpRequest<?> request) {
    ArtifactPath path = ArtifactPath.ofEncoded(rawPath(request).orElse(""));
    if (path.isRoot()) {
      throw TrackingException.invalid("Invalid path");
    }
    return artifacts.delete(path).thenApply(done -> JsonAnswer.empty());
  }

  private static ArtifactPath file(HttpRequest<?> request) {
    String raw = rawPath(request).orElse("");
    ArtifactPath path = ArtifactPath.ofEncoded(raw);
    if (path.isRoot() || raw.endsWith("/")) {
      throw TrackingException.invalid(
          "Artifact path must include a filename (cannot end with '/').");
    }
    return path;
  }

  /** What follows the route and its slash; empty when nothing does. */
  private static Optional<String> rawPath(HttpRequest<?> request) {
    String path = request.getPath();
    int end = path.indexOf(ROUTE) + ROUTE.length();
    return path.length() > end ? Optional.of(path.substring(end + 1)) : Optional.empty();
  }
}
