package dev.kiseki.protocol.request;

import dev.kiseki.event.fault.TrackingException;
import io.micronaut.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Texts that stand in the path of a request. */
public final class PathText {
  private PathText() {}

  /** What follows in the path, as it was sent; {@code ""} when nothing does. */
  public static String below(HttpRequest<?> request, String route) {
    String path = request.getPath();
    int at = path.indexOf(route);
    return at < 0 ? "" : path.substring(at + route.length());
  }

  /**
   * Percent signs taken for what they stand for; a plus is a plus.
   *
   * @throws TrackingException INVALID_PARAMETER_VALUE when one stands for nothing
   */
  public static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw TrackingException.invalid("Invalid path: '" + text + "' is not percent-encoded.");
    }
  }
}
