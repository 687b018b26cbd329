package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.protocol.answer.ErrorAnswer;
import dev.kiseki.transport.s3.ArtifactPath;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A file, or a part of it, as an answer that a browser saves and never runs. */
final class FileAnswer {
  private FileAnswer() {}

  /** The file as GET asks for it; HEAD gets all but the body, and nothing is opened. */
  static CompletionStage<MutableHttpResponse<?>> send(
      Artifacts artifacts, HttpRequest<?> request, ArtifactPath path) {
    if (request.getMethod() == HttpMethod.HEAD) {
      return artifacts
          .head(path)
          .thenApply(
              found -> described(HttpResponse.ok(), path, StoredHeaders.of(found.headers()::get)));
    }
    return artifacts
        .open(path, range(request), loop(request))
        .thenApply(outcome -> of(path, outcome));
  }

  private static MutableHttpResponse<?> of(ArtifactPath path, Artifacts.Outcome outcome) {
    if (outcome instanceof Artifacts.Unsatisfiable refused) {
      return ErrorAnswer.of(ErrorCode.RANGE_NOT_SATISFIABLE, "Requested range not satisfiable")
          .header(HttpHeaders.CONTENT_RANGE, "bytes */" + refused.size());
    }
    Artifacts.Opened opened = (Artifacts.Opened) outcome;
    MutableHttpResponse<Download> answer =
        HttpResponse.<Download>status(
                opened.headers().isPart() ? HttpStatus.PARTIAL_CONTENT : HttpStatus.OK)
            .body(opened.download());
    return described(answer, path, opened.headers());
  }

  private static <T> MutableHttpResponse<T> described(
      MutableHttpResponse<T> answer, ArtifactPath path, StoredHeaders stored) {
    stored.all().forEach(answer::header);
    return answer
        .header(HttpHeaders.CONTENT_TYPE, MediaTypes.of(path.name()))
        .header(HttpHeaders.CONTENT_DISPOSITION, Disposition.attachment(path.name()))
        .header(HttpHeaders.ACCEPT_RANGES, "bytes")
        .header("X-Content-Type-Options", "nosniff");
  }

  /** A precondition we do not check makes the whole the right answer (RFC 9110, If-Range). */
  private static Optional<ByteRange> range(HttpRequest<?> request) {
    return request.getHeaders().contains("If-Range")
        ? Optional.empty()
        : ByteRange.parse(request.getHeaders().get(HttpHeaders.RANGE));
  }

  /** Of the connection on which the answer goes out; empty when that cannot be told. */
  private static Optional<EventLoop> loop(HttpRequest<?> request) {
    return request instanceof NettyHttpRequest<?> netty
        ? Optional.of(netty.getChannelHandlerContext().channel().eventLoop())
        : Optional.empty();
  }
}
