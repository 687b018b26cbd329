package dev.kiseki.protocol.server;

import dev.kiseki.protocol.answer.JsonAnswer;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/**
 * What clients ask a server about itself. The multipart and presigned flags switch the Python
 * client to other ways of moving artifacts, so they are true only where S3 can be reached by
 * clients; features absent from the list count as present.
 */
@Controller
final class ServerInfoController {
  /** The MLflow release whose protocol is answered. */
  static final String MLFLOW_VERSION = "3.17.2";

  private final boolean direct;

  ServerInfoController(@Nullable ArtifactCapabilities artifacts) {
    this.direct = artifacts != null && artifacts.directTransfers();
  }

  @Get(uri = "/version", produces = MediaType.ALL)
  HttpResponse<String> version() {
    return HttpResponse.ok(MLFLOW_VERSION).header("Content-Type", "text/html; charset=utf-8");
  }

  @Get(
      uris = {"/api/3.0/mlflow/server-info", "/ajax-api/3.0/mlflow/server-info"},
      produces = MediaType.ALL)
  HttpResponse<byte[]> serverInfo() {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField("store_type", "SqlStore");
          json.writeBooleanField("workspaces_enabled", false);
          json.writeBooleanField("trace_archival_enabled", false);
          json.writeBooleanField("multipart_uploads_enabled", direct);
          json.writeBooleanField("multipart_downloads_enabled", direct);
          json.writeBooleanField("presigned_upload_run_id_supported", true);
          json.writeBooleanField("presigned_upload_model_id_supported", false);
          json.writeObjectFieldStart("features_enabled");
          json.writeBooleanField("gateway", false);
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
