package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.transport.s3.ArtifactPath;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.body.CloseableByteBody;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Single files of a run by its id, as MLflow's web page asks for them: {@code /get-artifact} and
 * {@code upload-artifact} (MLflow 3.17.2, {@code get_artifact_handler}, {@code
 * upload_artifact_handler}).
 */
@Controller
@Consumes(MediaType.ALL)
final class RunFilesController {
  private static final long LARGEST_UPLOAD = 10 << 20;

  private final RunReader runs;
  private final ServedPlaces places;
  private final Artifacts artifacts;

  RunFilesController(RunReader runs, ServedPlaces places, Artifacts artifacts) {
    this.runs = runs;
    this.places = places;
    this.artifacts = artifacts;
  }

  @Get("/get-artifact")
  CompletionStage<? extends MutableHttpResponse<?>> get(HttpRequest<?> request) {
    String run =
        parameter(request, "run_id")
            .or(() -> parameter(request, "run_uuid"))
            .orElseThrow(() -> TrackingException.invalid("Request must specify run_id."));
    ArtifactPath path = ArtifactPath.of(path(request));
    return place(run, path).thenCompose(place -> FileAnswer.send(artifacts, request, place));
  }

  /** At most 10 MiB; the length must be told, as browsers do. */
  @Post("/ajax-api/2.0/mlflow/upload-artifact")
  CompletionStage<MutableHttpResponse<byte[]>> upload(ServerHttpRequest<?> request) {
    CloseableByteBody body = request.byteBody().move();
    try {
      String run =
          parameter(request, "run_uuid")
              .orElseThrow(() -> TrackingException.invalid("Request must specify run_uuid."));
      ArtifactPath path = ArtifactPath.of(path(request));
      long length = body.expectedLength().orElse(0);
      if (length > LARGEST_UPLOAD) {
        throw TrackingException.invalid("Artifact size is too large. Max size is 10MB.");
      }
      if (length == 0) {
        throw TrackingException.invalid("Request must specify data.");
      }
      return place(run, path)
          .whenComplete(
              (place, failure) -> {
                if (failure != null) {
                  body.close();
                }
              })
          .thenCompose(place -> artifacts.put(place, body))
          .thenApply(done -> JsonAnswer.ok(new byte[0]));
    } catch (RuntimeException e) {
      body.close();
      throw e;
    }
  }

  private static String path(HttpRequest<?> request) {
    return parameter(request, "path")
        .orElseThrow(() -> TrackingException.invalid("Request must specify path."));
  }

  private static Optional<String> parameter(HttpRequest<?> request, String name) {
    return Optional.ofNullable(request.getParameters().getFirst(name).orElse(null))
        .filter(text -> !text.isEmpty());
  }

  private CompletionStage<ArtifactPath> place(String run, ArtifactPath path) {
    RunId id = new RunId(run);
    return runs.run(id)
        .thenApply(
            found -> {
              String uri = found.orElseThrow(() -> Identifiers.unknownRun(id)).run().artifactUri();
              return places.place(uri, path, "run");
            });
  }
}
