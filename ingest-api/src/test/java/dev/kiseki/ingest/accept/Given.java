package dev.kiseki.ingest.accept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kiseki.event.Header;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Requests as clients send them, and how a refusal is looked at. */
final class Given {
  static final String RUN = "0123456789abcdef0123456789abcdef";
  static final Header HEADER = Header.of("test", 1_700_000_000_000L);

  private Given() {}

  /** The fields of a JSON body; single quotes stand for double ones. */
  static RequestFields fields(String json) {
    return RequestReader.readBody(bytes(json));
  }

  static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  static void invalid(ThrowingCallable call, String message) {
    refused(call, ErrorCode.INVALID_PARAMETER_VALUE, message);
  }

  static void refused(ThrowingCallable call, ErrorCode code, String message) {
    TrackingException refusal = catchThrowableOfType(TrackingException.class, call);
    assertThat(refusal).as("a refusal").isNotNull();
    assertThat(refusal).hasMessage(message);
    assertThat(refusal.code()).isEqualTo(code);
  }

  static void missing(ThrowingCallable call, String field) {
    invalid(
        call,
        "Missing value for required parameter '"
            + field
            + "'. See the API docs for more information about request parameters.");
  }
}
