package dev.kiseki.query.http;

import io.micronaut.core.type.Argument;
import io.micronaut.core.type.MutableHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.ResponseBodyWriter;
import io.micronaut.http.body.stream.BodySizeLimits;
import jakarta.inject.Singleton;
import java.io.OutputStream;

/** Hands a {@link StreamedAnswer} to the HTTP server as raw bytes, with its back-pressure. */
@Singleton
final class StreamedAnswerWriter implements ResponseBodyWriter<StreamedAnswer> {

  @Override
  public CloseableByteBody writePiece(
      ByteBodyFactory bodyFactory,
      HttpRequest<?> request,
      HttpResponse<?> response,
      Argument<StreamedAnswer> type,
      MediaType mediaType,
      StreamedAnswer answer) {
    answer.useBuffers(bodyFactory.readBufferFactory());
    return bodyFactory.adapt(
        answer::subscribe, BodySizeLimits.UNLIMITED, response.getHeaders(), answer::cancel);
  }

  @Override
  public void writeTo(
      Argument<StreamedAnswer> type,
      MediaType mediaType,
      StreamedAnswer answer,
      MutableHeaders headers,
      OutputStream out) {
    throw new UnsupportedOperationException("An answer in pieces is never collected");
  }
}
