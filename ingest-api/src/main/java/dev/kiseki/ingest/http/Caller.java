package dev.kiseki.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kiseki.event.Header;
import dev.kiseki.event.rule.Lengths;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.util.Base64;

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
    return cut(sender);
  }

  /**
   * Who it is, as far as the request says: the user name of Basic authorization, which MLflow's
   * clients send when they have one, or what a proxy found out. Nobody has checked it here.
   */
  static String user(HttpRequest<?> request) {
    String basic = request.getHeaders().get("Authorization");
    if (basic != null && basic.regionMatches(true, 0, "Basic ", 0, 6)) {
      try {
        String pair = new String(Base64.getDecoder().decode(basic.substring(6).strip()), UTF_8);
        return cut(pair.substring(0, Math.max(0, pair.indexOf(':'))));
      } catch (IllegalArgumentException undecodable) {
        return "";
      }
    }
    String forwarded = request.getHeaders().get("X-Forwarded-User");
    return forwarded == null ? "" : cut(forwarded);
  }

  private static String cut(String text) {
    return Lengths.cut(LONGEST, text);
  }

  /** The header of the event that comes of a request: the only reading of the clock. */
  static Header header(HttpRequest<?> request) {
    return Header.of(sender(request), System.currentTimeMillis());
  }
}
