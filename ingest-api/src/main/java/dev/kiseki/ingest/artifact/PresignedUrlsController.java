package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.ingest.publish.ModelReader;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.store.document.RunView;
import dev.kiseki.transport.s3.ArtifactPath;
import dev.kiseki.transport.s3.ArtifactRoot;
import dev.kiseki.transport.s3.PresignedUrls;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Addresses for files of runs, and of logged models, whose artifacts lie in S3 itself, {@code
 * artifacts/presigned-*-url}; for proxied ones there is {@code mlflow-artifacts/presigned} (MLflow
 * 3.17.2, {@code _create_presigned_upload_url}).
 */
@Controller
@Consumes(MediaType.ALL)
final class PresignedUrlsController {
  private static final String UPLOAD = "/mlflow/artifacts/presigned-upload-url";
  private static final String DOWNLOAD = "/mlflow/artifacts/presigned-download-url";
  private static final long UPLOAD_SECONDS = 900;

  private final RunReader runs;
  private final ModelReader models;
  private final ClientTransfers transfers;
  private final TransferSettings settings;

  PresignedUrlsController(
      RunReader runs, ModelReader models, ClientTransfers transfers, TransferSettings settings) {
    this.runs = runs;
    this.models = models;
    this.transfers = transfers;
    this.settings = settings;
  }

  @Post(uris = {"/api/2.0" + UPLOAD, "/ajax-api/2.0" + UPLOAD})
  CompletionStage<MutableHttpResponse<byte[]>> upload(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    String run = fields.textOrEmpty("run_id");
    String model = fields.textOrEmpty("model_id");
    String given = fields.requiredText("path");
    if (run.isEmpty() == model.isEmpty()) {
      throw TrackingException.invalid("Exactly one of run_id and model_id must be provided.");
    }
    ArtifactPath path = ArtifactPath.of(given);
    Duration life = life(fields.int64("expiration").orElse(UPLOAD_SECONDS));
    CompletionStage<RunView> whose = run.isEmpty() ? model(model) : run(run);
    return whose
        .thenApply(view -> place(view, path, "upload"))
        .thenApply(
            place -> {
              String url = transfers.upload(place.bucket(), place.path(), life);
              return JsonAnswer.ok(
                  json -> {
                    json.writeStartObject();
                    json.writeStringField("presigned_url", url);
                    json.writeObjectFieldStart("headers");
                    json.writeStringField("Content-Type", MediaTypes.of(path.name()));
                    json.writeEndObject();
                    json.writeEndObject();
                  });
            });
  }

  @Post(uris = {"/api/2.0" + DOWNLOAD, "/ajax-api/2.0" + DOWNLOAD})
  CompletionStage<MutableHttpResponse<byte[]>> download(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    String run = fields.requiredText("run_id");
    ArtifactPath path = ArtifactPath.of(fields.requiredText("path"));
    Duration life = life(fields.int64("expiration").orElse(settings.downloadUrlLife().toSeconds()));
    return run(run)
        .thenApply(view -> place(view, path, "download"))
        .thenCompose(place -> transfers.download(place.bucket(), place.path(), life))
        .thenApply(
            source ->
                JsonAnswer.ok(
                    json -> {
                      json.writeStartObject();
                      json.writeStringField("presigned_url", source.url());
                      json.writeNumberField("file_size", source.size());
                      json.writeEndObject();
                    }));
  }

  private record Place(String bucket, ArtifactPath path) {}

  private CompletionStage<RunView> run(String run) {
    RunId id = new RunId(run);
    return runs.run(id).thenApply(found -> found.orElseThrow(() -> Identifiers.unknownRun(id)));
  }

  private CompletionStage<RunView> model(String model) {
    RunId id = new RunId(model);
    return models
        .model(id)
        .thenApply(
            found ->
                found
                    .filter(view -> view.stage() == LifecycleStage.ACTIVE)
                    .orElseThrow(() -> Identifiers.unknownModel(id)));
  }

  private static Place place(RunView view, ArtifactPath path, String what) {
    ArtifactRoot root = ArtifactRoot.of(view.run().artifactUri());
    String bucket = root.bucket().orElseThrow(() -> proxied(view, what));
    return new Place(bucket, root.directory().resolve(path));
  }

  private static TrackingException proxied(RunView run, String what) {
    String uri = run.run().artifactUri();
    String scheme = uri.substring(0, Math.max(0, uri.indexOf(':')));
    boolean upload = what.equals("upload");
    return TrackingException.invalid(
        "Presigned "
            + what
            + " is not supported for "
            + (upload ? "" : "runs with ")
            + "proxied artifact storage (artifact URI scheme: "
            + scheme
            + "). This endpoint requires a "
            + (upload ? "" : "run with a ")
            + "direct cloud storage artifact URI.");
  }

  /** Refused here, because S3 would refuse the address only when it is used. */
  private static Duration life(long seconds) {
    long most = PresignedUrls.LONGEST_LIFE.toSeconds();
    if (seconds < 1 || seconds > most) {
      throw TrackingException.invalid(
          "expiration must be between 1 and " + most + " seconds (got " + seconds + ").");
    }
    return Duration.ofSeconds(seconds);
  }
}
