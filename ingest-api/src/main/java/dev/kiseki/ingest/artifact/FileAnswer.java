package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.protocol.answer.ErrorAnswer;
import dev.kiseki.transport.s3.ArtifactPath;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.List;
import java.util.Optional;

/** A file, or a part of it, as an answer that a browser saves and never runs. */
final class FileAnswer {
  private static final List<String> TAKEN_OVER =
      List.of(
          HttpHeaders.CONTENT_LENGTH,
          HttpHeaders.CONTENT_RANGE,
          HttpHeaders.ETAG,
          HttpHeaders.LAST_MODIFIED);

  private FileAnswer() {}

  static MutableHttpResponse<?> of(ArtifactPath path, Artifacts.Outcome outcome) {
    if (outcome instanceof Artifacts.Unsatisfiable refused) {
      return ErrorAnswer.of(ErrorCode.RANGE_NOT_SATISFIABLE, "Requested range not satisfiable")
          .header(HttpHeaders.CONTENT_RANGE, "bytes */" + refused.size());
    }
    Artifacts.Opened opened = (Artifacts.Opened) outcome;
    boolean part = opened.headers().get(HttpHeaders.CONTENT_RANGE) != null;
    MutableHttpResponse<Download> answer =
        HttpResponse.<Download>status(part ? HttpStatus.PARTIAL_CONTENT : HttpStatus.OK)
            .body(opened.download());
    return described(answer, path, opened.headers());
  }

  static <T> MutableHttpResponse<T> described(
      MutableHttpResponse<T> answer, ArtifactPath path, okhttp3.Headers stored) {
    for (String name : TAKEN_OVER) {
      String value = stored.get(name);
      if (value != null) {
        answer.header(name, value);
      }
    }
    return answer
        .header(HttpHeaders.CONTENT_TYPE, MediaTypes.of(path.name()))
        .header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(path.name()))
        .header(HttpHeaders.ACCEPT_RANGES, "bytes")
        .header("X-Content-Type-Options", "nosniff");
  }

  /** A precondition we do not check makes the whole the right answer (RFC 9110, If-Range). */
  static Optional<ByteRange> range(HttpRequest<?> request) {
    return request.getHeaders().contains("If-Range")
        ? Optional.empty()
        : ByteRange.parse(request.getHeaders().get(HttpHeaders.RANGE));
  }
}
