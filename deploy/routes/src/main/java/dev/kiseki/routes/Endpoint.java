package dev.kiseki.routes;

import java.util.Comparator;

/**
 * What one service answers.
 *
 * @param method of HTTP; who answers GET answers HEAD as well, without saying so
 */
public record Endpoint(Service service, String method, PathTemplate path) {
  /** By path, so that the prefixes stand together. */
  static final Comparator<Endpoint> ORDER =
      Comparator.comparing(Endpoint::service)
          .thenComparing(endpoint -> endpoint.path().text())
          .thenComparing(Endpoint::method);

  boolean answers(String asked) {
    return method.equals(asked) || (method.equals("GET") && asked.equals("HEAD"));
  }

  @Override
  public String toString() {
    return service.label() + ": " + method + " " + path.text();
  }
}
