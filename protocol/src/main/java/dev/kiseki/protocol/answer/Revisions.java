package dev.kiseki.protocol.answer;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.registry.Expected;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;

/**
 * Revisions of models, versions and aliases on the wire: {@code ETag} on what is read, {@code
 * If-Match} and {@code If-None-Match: *} on what is written (RFC 9110). Beyond MLflow.
 */
public final class Revisions {
  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";

  private Revisions() {}

  public static MutableHttpResponse<byte[]> mark(MutableHttpResponse<byte[]> answer, long at) {
    answer.getHeaders().set("ETag", "\"" + at + "\"");
    return answer;
  }

  /**
   * What the caller expects; anything when it says nothing.
   *
   * @throws TrackingException INVALID_PARAMETER_VALUE for headers that name no single revision
   */
  public static Expected expected(HttpRequest<?> request) {
    String match = request.getHeaders().get(IF_MATCH);
    String noneMatch = request.getHeaders().get(IF_NONE_MATCH);
    if (noneMatch != null && (match != null || !noneMatch.strip().equals("*"))) {
      throw TrackingException.invalid(
          "Invalid If-None-Match header: only '*' is allowed, and not together with If-Match.");
    }
    if (noneMatch != null) {
      return Expected.ABSENT;
    }
    return match == null ? Expected.ANYTHING : Expected.at(revision(match.strip()));
  }

  private static long revision(String tag) {
    if (tag.matches("\"\\d{1,18}\"")) {
      return Long.parseLong(tag.substring(1, tag.length() - 1));
    }
    throw TrackingException.invalid(
        "Invalid If-Match header: it must be one ETag as it was read, for example \"17\" with its"
            + " quotes.");
  }
}
