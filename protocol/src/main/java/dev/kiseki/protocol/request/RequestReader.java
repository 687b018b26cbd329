package dev.kiseki.protocol.request;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.request.RequestFields.QueryValues;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An HTTP request to its fields, in the order MLflow 3.17.2 looks at it: content type, body, then
 * fields one by one. A body is small enough to be held; see the limit in {@code HttpSettings}.
 */
public final class RequestReader {
  /** The request attribute that holds the body of a GET, a byte array. */
  public static final String GET_BODY = "kiseki.get-body";

  private static final String JSON = "application/json";

  private RequestReader() {}

  /** As {@link #read(HttpRequest, byte[])}, of a request whose body the controller asked for. */
  public static RequestFields read(HttpRequest<byte[]> request) {
    return read(request, request.getBody().orElse(null));
  }

  /**
   * The fields of a query string when there is one in a GET, else of the body.
   *
   * @param body the raw body; null or empty when there was none, and for a GET
   * @throws TrackingException for a wrong content type of a POST or PUT, or a body that is JSON but
   *     no object
   */
  public static RequestFields read(HttpRequest<?> request, byte[] body) {
    if (request.getMethod() == HttpMethod.GET || request.getMethod() == HttpMethod.HEAD) {
      Map<String, Object> query = new HashMap<>();
      for (Map.Entry<String, List<String>> entry : request.getParameters()) {
        if (!entry.getValue().isEmpty()) {
          query.put(entry.getKey(), new QueryValues(entry.getValue()));
        }
      }
      if (!query.isEmpty()) {
        return new RequestFields(query, "");
      }
      return readBody(request.getAttribute(GET_BODY, byte[].class).orElse(body));
    }
    checkContentType(request);
    return readBody(body);
  }

  /** MLflow's {@code _validate_content_type}: exact, without parameters; only for POST and PUT. */
  public static void checkContentType(HttpRequest<?> request) {
    HttpMethod method = request.getMethod();
    if (method != HttpMethod.POST && method != HttpMethod.PUT) {
      return;
    }
    String type = request.getHeaders().get("Content-Type");
    if (type == null) {
      throw TrackingException.invalid("Bad Request. Content-Type header is missing.");
    }
    int end = type.indexOf(';');
    if (!JSON.equals(end < 0 ? type : type.substring(0, end))) {
      throw TrackingException.invalid(
          "Bad Request. Content-Type must be one of ['application/json'].");
    }
  }

  /** The fields of a JSON body; none when it is missing, malformed or null. */
  public static RequestFields readBody(byte[] body) {
    Object value = null;
    try {
      if (body != null && body.length > 0) {
        value = JsonTree.read(body);
      }
    } catch (IOException e) {
      value = null; // MLflow reads it as {}: the first required field will be missing
    }
    if (value instanceof String inner) {
      value = unwrap(inner);
    }
    if (value != null && !(value instanceof Map)) {
      throw notAnObject();
    }
    return new RequestFields(value == null ? Map.of() : FieldConversion.object("", value), "");
  }

  /** Old clients sent JSON inside a JSON string. */
  private static Object unwrap(String inner) {
    try {
      return JsonTree.read(inner);
    } catch (IOException e) {
      throw notAnObject();
    }
  }

  private static TrackingException notAnObject() {
    return TrackingException.invalid("Bad Request. The request body must be a JSON object.");
  }
}
