package dev.kiseki.protocol.fault;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.protocol.answer.ErrorAnswer;
import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * What the framework refuses by itself (no such route, wrong method, body too large), in MLflow's
 * form. A missing route must be ENDPOINT_NOT_FOUND: the Python client falls back to older routes on
 * exactly that code. That is why a request that another service would have answered is none: it is
 * 421, and nobody falls back.
 */
@Primary
@Singleton
final class FrameworkErrors implements ErrorResponseProcessor<byte[]> {
  private final OtherServices others;

  FrameworkErrors(OtherServices others) {
    this.others = others;
  }

  @Override
  public MutableHttpResponse<byte[]> processResponse(
      ErrorContext context, MutableHttpResponse<?> begun) {
    if (begun.code() == 405 && context.getRequest().getMethod() == HttpMethod.OPTIONS) {
      return empty(begun); // the framework has set Allow, which is all that was asked
    }
    Optional<String> misdirected = misdirected(context, begun.code());
    if (misdirected.isPresent()) {
      begun.getHeaders().remove(HttpHeaders.ALLOW);
      return json(
          begun.status(HttpStatus.MISDIRECTED_REQUEST), ErrorCode.BAD_REQUEST, misdirected.get());
    }
    ErrorCode code = codeOf(begun.code());
    return json(begun, code, message(context, code));
  }

  private static MutableHttpResponse<byte[]> json(
      MutableHttpResponse<?> begun, ErrorCode code, String message) {
    MutableHttpResponse<byte[]> answer = begun.body(ErrorAnswer.body(code, message));
    return answer.header(HttpHeaders.CONTENT_TYPE, "application/json");
  }

  private Optional<String> misdirected(ErrorContext context, int status) {
    String method = context.getRequest().getMethodName();
    String path = context.getRequest().getPath();
    return switch (status) {
      case 404 -> others.ofPath(method, path);
      case 405 -> others.ofMethod(method, path);
      default -> Optional.empty();
    };
  }

  private static MutableHttpResponse<byte[]> empty(MutableHttpResponse<?> begun) {
    return begun.status(HttpStatus.NO_CONTENT).body((byte[]) null);
  }

  private static ErrorCode codeOf(int status) {
    return switch (status) {
      case 404 -> ErrorCode.ENDPOINT_NOT_FOUND;
      case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
      case 413 -> ErrorCode.REQUEST_TOO_LARGE;
      case 416 -> ErrorCode.RANGE_NOT_SATISFIABLE;
      case 429 -> ErrorCode.RESOURCE_EXHAUSTED;
      case 503 -> ErrorCode.TEMPORARILY_UNAVAILABLE;
      default -> status < 500 ? ErrorCode.BAD_REQUEST : ErrorCode.INTERNAL_ERROR;
    };
  }

  private static String message(ErrorContext context, ErrorCode code) {
    String request = context.getRequest().getMethodName() + " " + context.getRequest().getPath();
    return switch (code) {
      case ENDPOINT_NOT_FOUND -> "No API found for '" + request + "'";
      case METHOD_NOT_ALLOWED -> "Method not allowed: '" + request + "'";
      case INTERNAL_ERROR -> "Internal error.";
      default -> context.hasErrors() ? context.getErrors().get(0).getMessage() : "Bad request.";
    };
  }
}
