package dev.kiseki.ingest.artifact;

import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.ResponseBodyWriter;
import jakarta.inject.Singleton;
import java.io.OutputStream;

/** Hands a {@link Download} to the HTTP server as raw bytes, with the response's back-pressure. */
@Singleton
final class DownloadWriter implements ResponseBodyWriter<Download> {

  @Override
  public CloseableByteBody writePiece(
      ByteBodyFactory bodyFactory,
      HttpRequest<?> request,
      HttpResponse<?> response,
      Argument<Download> type,
      MediaType mediaType,
      Download download) {
    return download.body(bodyFactory, response.getHeaders());
  }

  @Override
  public void writeTo(
      Argument<Download> type,
      MediaType mediaType,
      Download download,
      MutableHeaders headers,
      OutputStream out) {
    throw new UnsupportedOperationException("A download is never collected");
  }
}
