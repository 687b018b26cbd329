package dev.kiseki.ingest.http;

import dev.kiseki.event.Header;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;

/** Who sent a request, as far as it says, and when it was accepted. */
final class Caller {
  private static final int LONGEST = 200;

  private Caller() {}

  static String sender(HttpRequest<?> request) {
    HttpHeaders headers = request.getHeaders();
    String sender = headers.get("User-Agent");
    if (sender == null) {
      String version = headers.get("X-MLflow-Client-Version");
      sender = version == null ? "" : "mlflow " + version;
    }
    return sender.length() > LONGEST ? sender.substring(0, LONGEST) : sender;
  }

  /** The header of the event that comes of a request: the only reading of the clock. */
  static Header header(HttpRequest<?> request) {
    return Header.of(sender(request), System.currentTimeMillis());
  }
}
