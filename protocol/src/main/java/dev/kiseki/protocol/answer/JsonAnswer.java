package dev.kiseki.protocol.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON answers as bytes. Doubles are shortest-form with a decimal point or an exponent; NaN is the
 * string {@code "NaN"}.
 */
public final class JsonAnswer {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();
  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);

  private JsonAnswer() {}

  /** Writes one JSON value, its outer braces included. */
  public interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** 200 with the value. */
  public static MutableHttpResponse<byte[]> ok(Body body) {
    return of(HttpStatus.OK, bytes(body));
  }

  /** 200 with a value that is written already. */
  public static MutableHttpResponse<byte[]> ok(byte[] json) {
    return of(HttpStatus.OK, json);
  }

  /** 200 with {@code {}}: what most writes answer. */
  public static MutableHttpResponse<byte[]> empty() {
    return of(HttpStatus.OK, EMPTY);
  }

  static MutableHttpResponse<byte[]> of(HttpStatus status, byte[] json) {
    return HttpResponse.<byte[]>status(status)
        .header(HttpHeaders.CONTENT_TYPE, "application/json")
        .body(json);
  }

  static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out);
  }

  /** The value in UTF-8. */
  public static byte[] bytes(Body body) {
    try (ByteArrayBuilder out = new ByteArrayBuilder(1024)) {
      try (JsonGenerator json = generator(out)) {
        body.write(json);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // no I/O happens: a caller wrote something that is no JSON
    }
  }
}
