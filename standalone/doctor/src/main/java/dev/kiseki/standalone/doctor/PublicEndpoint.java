package dev.kiseki.standalone.doctor;

import dev.kiseki.transport.s3.PresignedUrls;
import dev.kiseki.transport.s3.S3Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** The address that clients use, with addresses as they get them. */
final class PublicEndpoint {
  /** Sends one request. */
  interface Call {
    Response of(Request request) throws IOException;
  }

  private static final Duration LIFE = Duration.ofMinutes(1);

  private final S3Settings settings;
  private final PresignedUrls urls;
  private final Call call;

  PublicEndpoint(S3Settings settings, PresignedUrls urls, Call call) {
    this.settings = settings;
    this.urls = urls;
    this.call = call;
  }

  Outcome look(S3Probe probe) {
    try {
      probe.expectWritten();
      Request put =
          new Request.Builder()
              .url(urls.upload(settings.bucket(), probe.key(), LIFE))
              .put(RequestBody.create(probe.content()))
              .build();
      try (Response answer = call.of(put)) {
        if (!answer.isSuccessful()) {
          return refused("PUT", answer);
        }
      }
      Request get =
          new Request.Builder()
              .url(urls.download(settings.bucket(), probe.key(), "attachment", LIFE))
              .build();
      try (Response answer = call.of(get)) {
        if (!answer.isSuccessful()) {
          return refused("GET", answer);
        }
        if (!Arrays.equals(answer.body().bytes(), probe.content())) {
          return new Outcome.Failed(
              "%s gave other bytes than were written".formatted(settings.publicEndpoint()),
              "kiseki.s3.public-endpoint must be the storage of kiseki.s3.endpoint.");
        }
      }
    } catch (IOException e) {
      return new Outcome.Failed(
          "%s can't be used: %s".formatted(settings.publicEndpoint(), Failures.text(e)),
          "Clients send and fetch large files there: correct kiseki.s3.public-endpoint or what stands before S3. If only this machine can't reach it, that is no harm.");
    }
    return new Outcome.Ok(
        "a signed upload and download through %s work".formatted(settings.publicEndpoint()));
  }

  private Outcome refused(String method, Response answer) throws IOException {
    String body = answer.body().string();
    int code = body.indexOf("<Code>");
    String why =
        code < 0 ? "" : " " + body.substring(code + 6, Math.max(code + 6, body.indexOf("</Code>")));
    return new Outcome.Failed(
        "%s answered %d%s to a signed %s"
            .formatted(settings.publicEndpoint(), answer.code(), why, method),
        why.contains("SignatureDoesNotMatch")
            ? "The proxy at kiseki.s3.public-endpoint must leave Host, path and query as they are."
            : "kiseki.s3.public-endpoint must be S3 itself, or a proxy that lets GET and PUT of signed addresses through.");
  }
}
