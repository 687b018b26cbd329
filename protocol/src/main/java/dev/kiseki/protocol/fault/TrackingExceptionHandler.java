package dev.kiseki.protocol.fault;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.answer.ErrorAnswer;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Refusals: already in MLflow's words, nothing to log. */
@Singleton
final class TrackingExceptionHandler
    implements ExceptionHandler<TrackingException, HttpResponse<?>> {
  @Override
  public HttpResponse<?> handle(
      @SuppressWarnings("rawtypes") HttpRequest request, TrackingException refusal) {
    return ErrorAnswer.of(refusal);
  }
}
