package dev.kiseki.protocol.request;

import dev.kiseki.event.fault.TrackingException;

/** MLflow 3.17.2's refusals of single fields ({@code _validate_param_against_schema}). */
public final class FieldFault {
  private static final String SEE =
      " See the API docs for more information about request parameters.";

  private FieldFault() {}

  public static TrackingException missing(String field) {
    return TrackingException.invalid("Missing value for required parameter '" + field + "'." + SEE);
  }

  /** A refusal in words of its own. */
  public static TrackingException told(String message) {
    return TrackingException.invalid(message + SEE);
  }

  /**
   * @param value what was there instead, as {@link JsonTree} reads it
   */
  public static TrackingException invalid(String field, Object value) {
    return TrackingException.invalid(
        "Invalid value "
            + PythonValue.json(value)
            + " for parameter '"
            + field
            + "' supplied:  Hint: Value was of type '"
            + PythonValue.type(value)
            + "'."
            + SEE);
  }

  static TrackingException twoSpellings(String snake, String camel) {
    return TrackingException.invalid(
        "Request specifies both '" + snake + "' and '" + camel + "'; provide only one of them.");
  }
}
