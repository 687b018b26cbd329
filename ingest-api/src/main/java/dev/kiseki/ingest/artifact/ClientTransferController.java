package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.transport.s3.ArtifactPath;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.minio.messages.Part;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The proxied artifact service's ways past itself: {@code mlflow-artifacts/mpu} and {@code
 * mlflow-artifacts/presigned}.
 */
@Controller
@Consumes(MediaType.ALL)
final class ClientTransferController {
  private static final String ROUTE = "/mlflow-artifacts/";
  private static final String API = "/api/2.0" + ROUTE;
  private static final String AJAX = "/ajax-api/2.0" + ROUTE;
  private static final String CREATE = "mpu/create";
  private static final String COMPLETE = "mpu/complete";
  private static final String ABORT = "mpu/abort";
  private static final String PRESIGNED = "presigned";
  private static final String BELOW = "{/path:.*}";

  private final ClientTransfers transfers;

  ClientTransferController(ClientTransfers transfers) {
    this.transfers = transfers;
  }

  /** Begins a multipart upload: its id, and where each part goes. */
  @Post(uris = {API + CREATE, AJAX + CREATE, API + CREATE + BELOW, AJAX + CREATE + BELOW})
  CompletionStage<MutableHttpResponse<byte[]>> create(HttpRequest<byte[]> request) {
    ArtifactPath directory = below(request, CREATE);
    RequestFields fields = RequestReader.read(request);
    ArtifactPath file = file(directory, fields);
    return transfers
        .begin(file, fields.int64("num_parts").orElse(0))
        .thenApply(ClientTransferController::begun);
  }

  private static MutableHttpResponse<byte[]> begun(ClientTransfers.Begun begun) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField("upload_id", begun.upload());
          if (!begun.parts().isEmpty()) {
            json.writeArrayFieldStart("credentials");
            for (int i = 0; i < begun.parts().size(); i++) {
              json.writeStartObject();
              json.writeStringField("url", begun.parts().get(i));
              json.writeNumberField("part_number", i + 1);
              json.writeEndObject();
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }

  @Post(uris = {API + COMPLETE, AJAX + COMPLETE, API + COMPLETE + BELOW, AJAX + COMPLETE + BELOW})
  CompletionStage<MutableHttpResponse<byte[]>> complete(HttpRequest<byte[]> request) {
    ArtifactPath directory = below(request, COMPLETE);
    RequestFields fields = RequestReader.read(request);
    ArtifactPath file = file(directory, fields);
    List<Part> parts =
        fields.objects("parts").stream().map(ClientTransferController::part).toList();
    if (parts.isEmpty()) {
      throw TrackingException.invalid("Missing value for required parameter 'parts'.");
    }
    return transfers
        .complete(file, fields.requiredText("upload_id"), parts)
        .thenApply(done -> JsonAnswer.empty());
  }

  @Post(uris = {API + ABORT, AJAX + ABORT, API + ABORT + BELOW, AJAX + ABORT + BELOW})
  CompletionStage<MutableHttpResponse<byte[]>> abort(HttpRequest<byte[]> request) {
    ArtifactPath directory = below(request, ABORT);
    RequestFields fields = RequestReader.read(request);
    ArtifactPath file = file(directory, fields);
    return transfers
        .abort(file, fields.requiredText("upload_id"))
        .thenApply(done -> JsonAnswer.empty());
  }

  /** Where a file can be read without this server. */
  @Get(
      uris = {API + PRESIGNED, AJAX + PRESIGNED, API + PRESIGNED + BELOW, AJAX + PRESIGNED + BELOW})
  CompletionStage<MutableHttpResponse<byte[]>> presigned(HttpRequest<?> request) {
    ArtifactPath path = below(request, PRESIGNED);
    if (path.isRoot()) {
      throw ArtifactTree.directoryAsked(path);
    }
    return transfers
        .download(path)
        .thenApply(
            source ->
                JsonAnswer.ok(
                    json -> {
                      json.writeStartObject();
                      json.writeStringField("url", source.url());
                      json.writeObjectFieldStart("headers");
                      json.writeEndObject();
                      json.writeNumberField("file_size", source.size());
                      json.writeEndObject();
                    }));
  }

  /** What follows the route in the request line, where it stands as it was sent. */
  private static ArtifactPath below(HttpRequest<?> request, String route) {
    String path = request.getPath();
    int end = path.indexOf(ROUTE + route) + ROUTE.length() + route.length();
    return ArtifactPath.ofEncoded(path.length() > end ? path.substring(end + 1) : "");
  }

  /**
   * Clients send the path of their local file, of which the name counts. The path may be one of
   * Windows, too, which MLflow 3.17.2's server takes for a name.
   */
  private static ArtifactPath file(ArtifactPath directory, RequestFields fields) {
    String local = fields.requiredText("path");
    String name = local.substring(Math.max(local.lastIndexOf('/'), local.lastIndexOf('\\')) + 1);
    ArtifactPath file = ArtifactPath.of(name);
    if (file.isRoot()) {
      throw TrackingException.invalid(
          "Artifact path must include a filename (cannot end with '/').");
    }
    return directory.resolve(file);
  }

  private static Part part(RequestFields fields) {
    int number = fields.int32("part_number").orElse(0);
    if (number < 1 || number > TransferSettings.MOST_PARTS) {
      throw TrackingException.invalid(
          "part_number must be between 1 and " + TransferSettings.MOST_PARTS + ", not " + number);
    }
    return new Part(number, fields.textOrEmpty("etag"));
  }
}
