package dev.kiseki.protocol.server;

import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.body.CloseableAvailableByteBody;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the body of a GET for {@link RequestReader}: MLflow 3.17.2 reads one when there is no query
 * string, and Micronaut binds none to a GET's parameters.
 */
@ServerFilter(patterns = ServerFilter.MATCH_ALL_PATTERN, methods = HttpMethod.GET)
final class GetBodies {

  /**
   * Fails as the body of a POST does when it is too large. Gives the request on, since Micronaut
   * does not wait for a stage of nothing.
   */
  @RequestFilter
  CompletionStage<HttpRequest<?>> keep(HttpRequest<?> request) {
    boolean sent =
        request.getContentLength() > 0 || request.getHeaders().contains("Transfer-Encoding");
    if (!sent
        || !request.getParameters().isEmpty()
        || !(request instanceof ServerHttpRequest<?> server)) {
      return CompletableFuture.completedStage(request);
    }
    return server.byteBody().split().buffer().thenApply(body -> keep(request, body));
  }

  private static HttpRequest<?> keep(HttpRequest<?> request, CloseableAvailableByteBody body) {
    try (body) {
      request.setAttribute(RequestReader.GET_BODY, body.toByteArray());
      return request;
    }
  }
}
