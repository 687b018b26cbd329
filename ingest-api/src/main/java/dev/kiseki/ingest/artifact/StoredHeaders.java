package dev.kiseki.ingest.artifact;

import io.micronaut.http.HttpHeaders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What S3 says of an object and is passed on, whichever client asked. */
final class StoredHeaders {
  private static final List<String> TAKEN_OVER =
      List.of(
          HttpHeaders.CONTENT_LENGTH,
          HttpHeaders.CONTENT_RANGE,
          HttpHeaders.ETAG,
          HttpHeaders.LAST_MODIFIED);

  private final Map<String, String> values;

  private StoredHeaders(Map<String, String> values) {
    this.values = values;
  }

  /**
   * @param answered gives the value of a header, or null
   */
  static StoredHeaders of(UnaryOperator<String> answered) {
    Map<String, String> values = new HashMap<>();
    for (String name : TAKEN_OVER) {
      String value = answered.apply(name);
      if (value != null) {
        values.put(name, value);
      }
    }
    return new StoredHeaders(values);
  }

  /** Null when S3 did not say it. */
  String get(String name) {
    return values.get(name);
  }

  boolean isPart() {
    return values.containsKey(HttpHeaders.CONTENT_RANGE);
  }

  /** Bytes of the body. */
  long length() {
    return Long.parseLong(values.get(HttpHeaders.CONTENT_LENGTH));
  }

  /** Where in the object the body begins. */
  long firstByte() {
    return isPart() ? ContentRange.firstByte(values.get(HttpHeaders.CONTENT_RANGE)) : 0;
  }

  Map<String, String> all() {
    return Map.copyOf(values);
  }
}
