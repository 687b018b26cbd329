package dev.kiseki.protocol.answer;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.request.Texts;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.concurrent.ThreadLocalRandom;

/** MLflow's error body, {@code {"error_code": ..., "message": ...}}, with its status. */
public final class ErrorAnswer {
  /**
   * MLflow 3.17.2's client repeats a 429 or 503 seven times, and waits as long as it is told before
   * each: so it holds out for two and a half minutes at least. Not all of them come back at once.
   */
  private static final int OVERLOAD_SECONDS = 20;

  private ErrorAnswer() {}

  public static MutableHttpResponse<byte[]> of(TrackingException refusal) {
    return of(refusal.code(), refusal.getMessage());
  }

  public static MutableHttpResponse<byte[]> of(ErrorCode code, String message) {
    MutableHttpResponse<byte[]> answer =
        JsonAnswer.of(HttpStatus.valueOf(code.httpStatus()), body(code, message));
    if (code.kind() == ErrorCode.Kind.RETRY) {
      answer.header("Retry-After", "1");
    }
    if (code.kind() == ErrorCode.Kind.OVERLOAD) {
      int seconds = ThreadLocalRandom.current().nextInt(OVERLOAD_SECONDS, 2 * OVERLOAD_SECONDS);
      answer.header("Retry-After", Integer.toString(seconds));
    }
    return answer;
  }

  /** The body alone, for an answer that the framework has begun. */
  public static byte[] body(ErrorCode code, String message) {
    return JsonAnswer.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("error_code", code.name());
          json.writeStringField("message", encodable(message));
          json.writeEndObject();
        });
  }

  /** Messages quote the caller, whose text may hold half a surrogate pair. */
  private static String encodable(String message) {
    if (Texts.wellFormed(message)) {
      return message;
    }
    int[] points = message.codePoints().map(c -> c >= 0xD800 && c <= 0xDFFF ? '?' : c).toArray();
    return new String(points, 0, points.length);
  }
}
